#include "made.h"

#include <stdlib.h>

gbcs_bytes made_command(bench *on, const gbcs_header *header, gbcs_bytes payload, bool is_signed)
{
    const keystore_key *signer = keystore_find(&on->keys, header->originator, KEY_SIGNATURE);
    const keystore_key *broker = keystore_next_acb(&on->keys, NULL);
    gbcs_protection protection = {NULL, {NULL, 0U}, NULL};
    gbcs_writer writer;
    gbcs_bytes made = {NULL, 0U};

    while ((protection.secret == NULL) && (broker != NULL)) {
        (void)keystore_secret(&on->keys, broker->entity, header->recipient, &protection.secret);
        broker = keystore_next_acb(&on->keys, broker);
    }
    if (is_signed && (signer != NULL) && signer->has_private) {
        protection.signing_key = &signer->private_key;
    }
    if ((protection.secret != NULL) && (is_signed == (protection.signing_key != NULL))) {
        writer = heap_writer(gbcs_message_size(header, payload.size, &protection));
        gbcs_write_message(&on->crypto, header, payload, &protection, &writer);
        if (writer.status == GBCS_OK) {
            made = heap_copy(gbcs_writer_bytes(&writer));
        }
        free(writer.data);
    }
    return made;
}
