#include <string.h>

#include "credentials/execution.h"
#include "gbcs/codec/certificate.h"

/** The stored root, if there is one. */
static bool find_root(const gbcs_trust *trust, gbcs_trust_anchor *root)
{
    static const gbcs_cell_id id = {GBCS_ROLE_ROOT, GBCS_KEY_USAGE_CERTIFICATES,
                                    GBCS_CELL_MANAGEMENT};
    const gbcs_cell *cell = gbcs_trust_find(trust, &id);

    (void)memset(root, 0, sizeof *root);
    if (cell != NULL) {
        root->key = cell->key;
        (void)memcpy(root->key_identifier, cell->key_identifier, sizeof root->key_identifier);
    }
    return cell != NULL;
}

/** Reads the certificate, and compares it with the cell that it is for. */
static bool read_certificate(const gbcs_crypto *crypto, const update_mode *mode,
                             const update_replacement *replacement, gbcs_credential *credential)
{
    const bool of_root = replacement->cell.role == GBCS_ROLE_ROOT;
    const gbcs_status status =
        of_root ? gbcs_credential_root(crypto, replacement->certificate, credential)
                : gbcs_credential_organisation(crypto, replacement->certificate, credential);

    /* a root may sign revocation lists too, which is its profile's business */
    return (status == GBCS_OK) && mode_accepts(mode, replacement->cell.role, credential->role) &&
           (of_root || (credential->key_usage == replacement->cell.key_usage));
}

/** Whether a path leads from the stored root to the certificate. */
static gbcs_replacement_status check_path(const gbcs_crypto *crypto, const execution *run,
                                          const gbcs_credential *credential)
{
    gbcs_replacement_status status = GBCS_REPLACEMENT_NO_TRUST_ANCHOR;
    gbcs_status found;
    gbcs_trust_anchor root;
    gbcs_path path;

    if (find_root(run->trust, &root)) {
        (void)memset(&path, 0, sizeof path);
        path.end = credential;
        (void)memcpy(path.certificates, run->what.certificates, sizeof path.certificates);
        path.count = run->what.certificate_count;
        path.root = &root;
        path.at_time = run->times == UPDATE_TIMES_CHECKED;
        path.time = run->time;
        found = gbcs_path_check(crypto, &path);
        if (found == GBCS_OK) {
            status = GBCS_REPLACEMENT_SUCCESS;
        } else if ((found == GBCS_ERR_NOT_YET_VALID) || (found == GBCS_ERR_EXPIRED)) {
            status = GBCS_REPLACEMENT_BAD_CERTIFICATE;
        } else {
            /* no path */
        }
    }
    return status;
}

/** Whether an earlier replacement is about the same cell. */
static bool is_repeated(const update *what, size_t number)
{
    const gbcs_cell_id *cell = &what->replacements[number].cell;
    bool repeated = false;
    size_t i;

    for (i = 0U; i < number; i++) {
        const gbcs_cell_id *other = &what->replacements[i].cell;

        repeated =
            repeated || ((other->role == cell->role) && (other->key_usage == cell->key_usage) &&
                         (other->cell_usage == cell->cell_usage));
    }
    return repeated;
}

/** Judges a replacement (GBCS 13.3): the cell first, then the certificate, then its path. */
static gbcs_replacement_status judge(const gbcs_crypto *crypto, execution *run, size_t number)
{
    const update_replacement *replacement = &run->what.replacements[number];
    const size_t index = gbcs_cell_index(run->trust->device_type, &replacement->cell);
    gbcs_replacement_status status = GBCS_REPLACEMENT_BAD_CERTIFICATE;
    gbcs_credential credential;

    if ((index == GBCS_CELLS) || (!mode_may_replace(run->what.mode, replacement->cell.role))) {
        status = GBCS_REPLACEMENT_TRUST_ANCHOR_NOT_FOUND;
    } else if (is_repeated(&run->what, number)) {
        status = GBCS_REPLACEMENT_OTHER;
    } else if ((run->times != UPDATE_TIMES_BAD) &&
               read_certificate(crypto, run->what.mode, replacement, &credential)) {
        status = check_path(crypto, run, &credential);
        if (status == GBCS_REPLACEMENT_SUCCESS) {
            gbcs_cell_from_credential(&credential, &run->contents[index]);
            run->changes[index] = &run->contents[index];
            run->succeeded++;
        }
    } else {
        /* bad */
    }
    return status;
}

void execution_judge(const gbcs_crypto *crypto, execution *run)
{
    size_t i;

    for (i = 0U; i < run->what.count; i++) {
        run->statuses[i] = (uint8_t)judge(crypto, run, i);
    }
}

/** Whether a certificate is valid at a moment. One that can't be read has no times. */
static bool is_valid_at(gbcs_bytes octets, gbcs_utc time)
{
    gbcs_certificate certificate;

    return (gbcs_certificate_parse(octets, &certificate) != GBCS_OK) ||
           ((time >= certificate.not_before) && (time <= certificate.not_after));
}

bool execution_times_good(const update *what, gbcs_utc time)
{
    bool good = true;
    size_t i;

    for (i = 0U; i < what->count; i++) {
        good = is_valid_at(what->replacements[i].certificate, time) && good;
    }
    for (i = 0U; i < what->certificate_count; i++) {
        good = is_valid_at(what->certificates[i], time) && good;
    }
    return good;
}
