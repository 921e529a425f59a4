/*
 * A power cut: loaded before a program (LD_PRELOAD), ends it as SIGKILL does, at a change of a folder that
 * the environment names: GBCS_CUT=2n just before the n-th, counted from 0, 2n+1 just after it.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int renameat(int old_folder, const char *old_name, int new_folder, const char *new_name);
int unlinkat(int folder, const char *name, int flags);

static long passed = 0;

static void pass(void)
{
    const char *limit = getenv("GBCS_CUT");

    if ((limit != NULL) && (passed == atol(limit))) {
        (void)kill(getpid(), SIGKILL);
    }
    passed++;
}

int renameat(int old_folder, const char *old_name, int new_folder, const char *new_name)
{
    long result = 0;

    pass();
    result = syscall(SYS_renameat2, old_folder, old_name, new_folder, new_name, 0);
    pass();
    return (int)result;
}

int unlinkat(int folder, const char *name, int flags)
{
    long result = 0;

    pass();
    result = syscall(SYS_unlinkat, folder, name, flags);
    pass();
    return (int)result;
}
