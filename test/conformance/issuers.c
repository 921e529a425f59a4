#include "issuers.h"

#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "pem.h"

/** The key in a certificate. */
static bool read_certificate(const char *path, gbcs_public_key *root)
{
    gbcs_bytes der;
    gbcs_bytes point;
    const char *reason;
    gbcs_certificate certificate;
    bool found = pem_read_public(path, &der, &point, &reason) &&
                 (gbcs_certificate_parse(der, &certificate) == GBCS_OK) &&
                 (certificate.public_key.size == sizeof root->point);

    if (found) {
        (void)memcpy(root->point, certificate.public_key.data, sizeof root->point);
    }
    input_release(&der);
    input_release(&point);
    return found;
}

#ifdef HAVE_JANSSON
#include <jansson.h>

static bool read_list(const char *path, gbcs_public_key *root)
{
    bool found = false;
    json_t *file = json_load_file(path, 0, NULL);
    const char *name;
    json_t *entry;

    json_object_foreach(file, name, entry)
    {
        const char *hex = json_string_value(json_object_get(entry, "publicKey"));
        if ((strstr(name, "root") != NULL) && (hex != NULL) &&
            (strlen(hex) == 2U * sizeof root->point)) {
            for (size_t i = 0U; i < sizeof root->point; i++) {
                const char digits[3] = {hex[2U * i], hex[2U * i + 1U], '\0'};
                root->point[i] = (uint8_t)strtoul(digits, NULL, 16);
            }
            found = true;
        }
    }
    json_decref(file);
    return found;
}

#else

static bool read_list(const char *path, gbcs_public_key *root)
{
    (void)path;
    (void)root;
    return false;
}

#endif

static bool ends_with(const char *text, const char *end)
{
    const size_t size = strlen(text);

    return (size >= strlen(end)) && (strcmp(&text[size - strlen(end)], end) == 0);
}

bool issuers_root(const char *path, gbcs_public_key *root)
{
    bool found = false;

    if (path == NULL) {
        /* nobody says */
    } else if (ends_with(path, ".pem")) {
        found = read_certificate(path, root);
    } else {
        found = read_list(path, root);
    }
    return found;
}
