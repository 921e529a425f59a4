#include "keystore.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "input.h"
#include "pem.h"

/** What the end of a file's name says. */
typedef struct name_end {
    const char *end;
    key_use use;
    bool private_key;
} name_end;

static const name_end NAME_ENDS[] = {
    {"-ka.pem", KEY_AGREEMENT, false},
    {"-ka.key", KEY_AGREEMENT, true},
    {"-ds.pem", KEY_SIGNATURE, false},
    {"-ds.key", KEY_SIGNATURE, true},
    {"-pp-ka.pem", KEY_PREPAYMENT_TOP_UP, false},
    {"-pp-ka.key", KEY_PREPAYMENT_TOP_UP, true},
};

/** As in the names of files, by use. */
static const char *const USE_NAMES[] = {"-ka", "-ds", "-pp-ka"};

/** RemotePartyRole (GBCS 13, ASN.1 module). */
static const char *const ROLE_NAMES[] = {"root",
                                         "recovery",
                                         "supplier",
                                         "network operator",
                                         "Access Control Broker",
                                         "transitional CoS",
                                         "WAN provider",
                                         "issuing authority",
                                         "load controller"};

/** organizationalUnitName, 2.5.4.11. */
static const uint8_t OID_UNIT[] = {0x55U, 0x04U, 0x0BU};

const char *keystore_role_name(int role)
{
    const char *name = NULL;

    if ((role >= 0) && ((size_t)role < TOOL_COUNT(ROLE_NAMES))) {
        name = ROLE_NAMES[role];
    }
    return name;
}

/** Whose key a file holds, by its name. Null if it is not a key. */
static const name_end *file_of_key(const char *name, gbcs_entity_id *entity)
{
    const name_end *found = NULL;

    if (tool_entity_from(name, entity)) {
        for (size_t i = 0U; i < TOOL_COUNT(NAME_ENDS); i++) {
            if (strcmp(&name[16], NAME_ENDS[i].end) == 0) {
                found = &NAME_ENDS[i];
            }
        }
    }
    return found;
}

/** The key of an entity for a use; a new empty one if there is none yet. */
static keystore_key *key_for(keystore *store, gbcs_entity_id entity, key_use use)
{
    keystore_key *key = NULL;

    for (size_t i = 0U; (key == NULL) && (i < store->count); i++) {
        if ((store->keys[i].entity == entity) && (store->keys[i].use == use)) {
            key = &store->keys[i];
        }
    }
    if (key == NULL) {
        key = &store->keys[store->count];
        *key = (keystore_key){.entity = entity, .use = use, .role = KEYSTORE_NO_ROLE};
        store->count++;
    }
    return key;
}

/** The role in a certificate's subject: an organisational unit of two hexadecimal digits. */
static int role_of(const gbcs_certificate *certificate)
{
    gbcs_bytes unit;
    int role = KEYSTORE_NO_ROLE;

    if (gbcs_name_attribute(certificate->subject, gbcs_bytes_of(OID_UNIT, sizeof OID_UNIT),
                            &unit) &&
        (unit.size == 2U)) {
        const int high = tool_hex_digit(unit.data[0]);
        const int low = tool_hex_digit(unit.data[1]);
        if ((high >= 0) && (low >= 0)) {
            role = (16 * high) + low;
        }
    }
    return role;
}

/** Takes key and role from a certificate, or the key alone. Null, or what is wrong. */
static const char *load_public(const keystore *store, const char *path, keystore_key *key)
{
    gbcs_bytes der;
    gbcs_bytes point;
    const char *reason = NULL;

    if (pem_read_public(path, &der, &point, &reason)) {
        gbcs_certificate certificate = {.public_key = point};
        gbcs_status status = GBCS_OK;
        if (der.size > 0U) {
            status = gbcs_certificate_parse(der, &certificate);
            key->role = (status == GBCS_OK) ? role_of(&certificate) : KEYSTORE_NO_ROLE;
        }
        if (status == GBCS_OK) {
            status = gbcs_public_key_from(&store->crypto, certificate.public_key, &key->public_key);
        }
        key->has_certificate = status == GBCS_OK;
        reason = (status == GBCS_OK) ? NULL : gbcs_status_text(status);
    }
    input_release(&der);
    input_release(&point);
    return reason;
}

/** Loads one file. False after a message. */
static bool load_file(keystore *store, const char *path, const name_end *kind,
                      gbcs_entity_id entity)
{
    keystore_key *key = key_for(store, entity, kind->use);
    const char *reason = NULL;

    if (!kind->private_key) {
        reason = load_public(store, path, key);
    } else if (pem_read_private_key(path, &key->private_key, &reason)) {
        key->has_private = true;
    }
    if (reason != NULL) {
        tool_error("%s: %s", path, reason);
    }
    return reason == NULL;
}

/** Fills in public keys that only a private key is there for, and finds pairs that do not match. */
static bool match_keys(keystore *store, const char *folder)
{
    bool valid = true;

    for (size_t i = 0U; valid && (i < store->count); i++) {
        keystore_key *key = &store->keys[i];
        gbcs_public_key own;
        if (key->has_private) {
            valid = (gbcs_public_key_of(&store->crypto, &key->private_key, &own) == GBCS_OK) &&
                    (!key->has_certificate ||
                     (memcmp(own.point, key->public_key.point, sizeof own.point) == 0));
            key->public_key = own;
        }
        if (!valid) {
            tool_error("%s/%016llx%s.key: not the private key of the certificate beside it", folder,
                       (unsigned long long)key->entity, USE_NAMES[key->use]);
        }
    }
    return valid;
}

static int by_entity(const void *a, const void *b)
{
    const keystore_key *left = a;
    const keystore_key *right = b;
    int order = (left->entity > right->entity) - (left->entity < right->entity);

    if (order == 0) {
        order = (int)left->use - (int)right->use;
    }
    return order;
}

/** Keys must not stay behind in freed memory, so their array is never moved by realloc. */
static void make_room(keystore *store, size_t wanted)
{
    store->keys = tool_allocate(wanted * sizeof store->keys[0]);
    store->room = wanted;
}

static int any_name(const struct dirent *entry)
{
    gbcs_entity_id entity;

    return (file_of_key(entry->d_name, &entity) != NULL) ? 1 : 0;
}

bool keystore_open(keystore *store, const char *folder)
{
    struct dirent **names = NULL;
    const int count = scandir(folder, &names, any_name, alphasort);
    bool valid = true;

    (void)memset(store, 0, sizeof *store);
    gbcs_crypto_default(&store->crypto);
    if (count < 0) {
        tool_error("%s: %s", folder, strerror(errno));
        valid = false;
    } else if (count == 0) {
        tool_error("%s: no keys in this folder (no files named as in 90b3d51f30010000-ka.pem)",
                   folder);
        valid = false;
    } else {
        make_room(store, (size_t)count);
    }
    for (int i = 0; i < count; i++) {
        gbcs_entity_id entity = 0U;
        const name_end *kind = file_of_key(names[i]->d_name, &entity);
        char *path = NULL;
        if (valid && (kind != NULL)) {
            valid = asprintf(&path, "%s/%s", folder, names[i]->d_name) >= 0;
            valid = valid && load_file(store, path, kind, entity);
            free(path);
        }
        free(names[i]);
    }
    free(names);
    valid = valid && match_keys(store, folder);
    if (store->count > 0U) {
        qsort(store->keys, store->count, sizeof store->keys[0], by_entity);
    }
    return valid;
}

void keystore_close(keystore *store)
{
    if (store->keys != NULL) {
        gbcs_wipe(store->keys, store->room * sizeof store->keys[0]);
    }
    free(store->keys);
    if (store->pairs != NULL) {
        gbcs_wipe(store->pairs, store->pair_room * sizeof store->pairs[0]);
    }
    free(store->pairs);
    (void)memset(store, 0, sizeof *store);
}

const keystore_key *keystore_find(const keystore *store, gbcs_entity_id entity, key_use use)
{
    const keystore_key wanted = {.entity = entity, .use = use};

    return (store->count > 0U)
               ? bsearch(&wanted, store->keys, store->count, sizeof store->keys[0], by_entity)
               : NULL;
}

const keystore_key *keystore_next_acb(const keystore *store, const keystore_key *after)
{
    const keystore_key *found = NULL;
    size_t i = (after == NULL) ? 0U : ((size_t)(after - store->keys) + 1U);

    for (; (found == NULL) && (i < store->count); i++) {
        if ((store->keys[i].use == KEY_AGREEMENT) && (store->keys[i].role == KEYSTORE_ROLE_ACB)) {
            found = &store->keys[i];
        }
    }
    return found;
}

keystore_answer keystore_secret_with(const keystore *store, gbcs_entity_id entity,
                                     const gbcs_public_key *public_key, gbcs_shared_secret *secret)
{
    const keystore_key *own = keystore_find(store, entity, KEY_AGREEMENT);
    keystore_answer answer = KEYSTORE_NO_PRIVATE;

    if ((own != NULL) && own->has_private) {
        answer = (gbcs_ecdh(&store->crypto, &own->private_key, public_key, secret) == GBCS_OK)
                     ? KEYSTORE_FOUND
                     : KEYSTORE_UNUSABLE;
    }
    return answer;
}

/** Room for one more secret; the array is wiped before it moves. */
static void grow_pairs(keystore *store)
{
    if (store->pair_count == store->pair_room) {
        const size_t wanted = (store->pair_room == 0U) ? 16U : (2U * store->pair_room);
        keystore_pair *larger = tool_allocate(wanted * sizeof *larger);
        if (store->pairs != NULL) {
            (void)memcpy(larger, store->pairs, store->pair_count * sizeof *larger);
            gbcs_wipe(store->pairs, store->pair_room * sizeof *larger);
        }
        free(store->pairs);
        store->pairs = larger;
        store->pair_room = wanted;
    }
}

static keystore_answer compute_pair(keystore *store, const keystore_key *a, const keystore_key *b)
{
    const keystore_key *mine = a->has_private ? a : b;
    const keystore_key *theirs = a->has_private ? b : a;
    keystore_pair *pair = NULL;
    keystore_answer answer = KEYSTORE_NO_PRIVATE;

    if (mine->has_private) {
        grow_pairs(store);
        pair = &store->pairs[store->pair_count];
        answer = keystore_secret_with(store, mine->entity, &theirs->public_key, &pair->secret);
    }
    if (answer == KEYSTORE_FOUND) {
        pair->low = (a->entity < b->entity) ? a->entity : b->entity;
        pair->high = (a->entity < b->entity) ? b->entity : a->entity;
        store->pair_count++;
    }
    return answer;
}

keystore_answer keystore_secret(keystore *store, gbcs_entity_id a, gbcs_entity_id b,
                                const gbcs_shared_secret **secret)
{
    const gbcs_entity_id low = (a < b) ? a : b;
    const gbcs_entity_id high = (a < b) ? b : a;
    const keystore_key *first = keystore_find(store, a, KEY_AGREEMENT);
    const keystore_key *second = keystore_find(store, b, KEY_AGREEMENT);
    keystore_answer answer = KEYSTORE_NO_PUBLIC;

    *secret = NULL;
    for (size_t i = 0U; i < store->pair_count; i++) {
        if ((store->pairs[i].low == low) && (store->pairs[i].high == high)) {
            *secret = &store->pairs[i].secret;
            answer = KEYSTORE_FOUND;
        }
    }
    if ((*secret == NULL) && (first != NULL) && (second != NULL)) {
        answer = compute_pair(store, first, second);
        if (answer == KEYSTORE_FOUND) {
            *secret = &store->pairs[store->pair_count - 1U].secret;
        }
    }
    return answer;
}
