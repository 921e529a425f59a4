#include "gbcs/message/respond.h"

/**
 * Which fields follow the Message Code in a response (GBCS 7.2.7). The Supplementary Originator
 * Counter is never the command's: the key of encrypted attributes is bound to it.
 */
static gbcs_other_form response_form(gbcs_other_form command_form, uint64_t own_counter)
{
    gbcs_other_form form = command_form;

    if ((command_form == GBCS_OTHER_CERTIFICATE) ||
        (command_form == GBCS_OTHER_ORIGINATOR_COUNTER)) {
        form = (own_counter != 0U) ? GBCS_OTHER_ORIGINATOR_COUNTER : GBCS_OTHER_PARTY_COUNTER;
    }
    return form;
}

void gbcs_response_header(const gbcs_intent *intent, uint64_t own_counter, gbcs_bytes date_time,
                          gbcs_header *header)
{
    const gbcs_bytes none = {NULL, 0U};

    *header = intent->header;
    header->cra = GBCS_CRA_RESPONSE;
    header->originator = intent->header.recipient;
    header->recipient = intent->header.originator;
    header->date_time = date_time;
    header->other_form = response_form(intent->header.other_form, own_counter);
    header->party_originator_counter =
        (header->other_form == GBCS_OTHER_ORIGINATOR_COUNTER) ? own_counter : 0U;
    header->party_certificate = none;
}
