#include <string.h>

#include "cpv/credential.h"
#include "cpv/extension.h"

/** Whether a credential is valid at the moment of the path, both bounds included. */
static gbcs_status check_time(const gbcs_path *path, const gbcs_credential *credential)
{
    gbcs_status status = GBCS_OK;

    if (path->at_time) {
        if (path->time < credential->certificate.not_before) {
            status = GBCS_ERR_NOT_YET_VALID;
        } else if (path->time > credential->certificate.not_after) {
            status = GBCS_ERR_EXPIRED;
        } else {
            status = GBCS_OK;
        }
    }
    return status;
}

/** What can be said of the end before its issuer is known. */
static gbcs_status check_end(const gbcs_path *path)
{
    const uint8_t ends = GBCS_PROFILE_ORGANISATION | GBCS_PROFILE_DEVICE | GBCS_PROFILE_ROOT;
    gbcs_status status = GBCS_ERR_ARGUMENT;

    if (((path->end->profile & ends) != 0U) && (path->count <= GBCS_PATH_CERTIFICATES)) {
        if ((path->policy.size > 0U) && (policies_count(path->end->policies, path->policy) == 0U)) {
            status = GBCS_ERR_POLICY;
        } else {
            status = check_time(path, path->end);
        }
    }
    return status;
}

static bool identifiers_equal(const uint8_t a[GBCS_KEY_IDENTIFIER_SIZE],
                              const uint8_t b[GBCS_KEY_IDENTIFIER_SIZE])
{
    return memcmp(a, b, GBCS_KEY_IDENTIFIER_SIZE) == 0;
}

/**
 * Whether a credential stands between root and end, as far as key identifiers say; a link must have the
 * very key of the root that it vouches for.
 */
static bool is_between(const gbcs_path *path, const gbcs_credential *issuer)
{
    const bool to_root = path->end->profile == GBCS_PROFILE_ROOT;
    const bool same_key =
        memcmp(issuer->key.point, path->end->key.point, sizeof issuer->key.point) == 0;

    return identifiers_equal(path->end->authority_identifier, issuer->key_identifier) &&
           identifiers_equal(issuer->authority_identifier, path->root->key_identifier) &&
           (same_key || (!to_root));
}

/** Reads a certificate at hand, if it fits between root and end. */
static gbcs_status read_issuer(const gbcs_crypto *crypto, const gbcs_path *path, gbcs_bytes octets,
                               gbcs_credential *issuer)
{
    const bool to_root = path->end->profile == GBCS_PROFILE_ROOT;
    const uint8_t profile = to_root ? GBCS_PROFILE_LINK : GBCS_PROFILE_AUTHORITY;
    gbcs_status status = credential_parse(octets, issuer);

    if ((status == GBCS_OK) &&
        (!gbcs_bytes_equal(path->end->certificate.issuer, issuer->certificate.subject))) {
        status = GBCS_ERR_PATH;
    }
    if (status == GBCS_OK) {
        status = credential_judge(crypto, profile, issuer);
    }
    if ((status == GBCS_OK) && (!is_between(path, issuer))) {
        status = GBCS_ERR_PATH;
    }
    if ((status == GBCS_OK) && (!gbcs_bytes_equal(path->end->policies, issuer->policies))) {
        status = GBCS_ERR_POLICY;
    }
    if (status == GBCS_OK) {
        status = check_time(path, issuer);
    }
    return status;
}

/** Takes the first certificate at hand that fits, or says what the first one that nearly did broke. */
static gbcs_status find_issuer(const gbcs_crypto *crypto, const gbcs_path *path,
                               gbcs_credential *issuer)
{
    gbcs_status status = GBCS_ERR_PATH;
    bool found = false;
    size_t i;

    for (i = 0U; (!found) && (i < path->count); i++) {
        const gbcs_status one = read_issuer(crypto, path, path->certificates[i], issuer);

        found = one == GBCS_OK;
        if (found || (status == GBCS_ERR_PATH)) {
            status = one;
        }
    }
    return status;
}

/** Verifies the signature of a credential. */
static gbcs_status verify(const gbcs_crypto *crypto, const gbcs_credential *credential,
                          const gbcs_public_key *key)
{
    uint8_t digest[GBCS_DIGEST_SIZE];

    gbcs_sha256_of(crypto, credential->certificate.signed_octets, digest);
    return gbcs_ecdsa_verify(crypto, key, digest,
                             gbcs_bytes_of(credential->signature, sizeof credential->signature));
}

gbcs_status gbcs_credential_verify(const gbcs_crypto *crypto, const gbcs_credential *credential,
                                   const gbcs_trust_anchor *issuer)
{
    gbcs_status status = GBCS_ERR_PATH;

    if (identifiers_equal(credential->authority_identifier, issuer->key_identifier)) {
        status = verify(crypto, credential, &issuer->key);
    }
    return status;
}

gbcs_status gbcs_path_check(const gbcs_crypto *crypto, const gbcs_path *path)
{
    gbcs_credential issuer;
    gbcs_status status = check_end(path);

    if (status == GBCS_OK) {
        status = find_issuer(crypto, path, &issuer);
    }
    if (status == GBCS_OK) {
        status = verify(crypto, &issuer, &path->root->key);
    }
    if (status == GBCS_OK) {
        status = verify(crypto, path->end, &issuer.key);
    }
    return status;
}
