/**
 * @file
 * What sign and mac share: which protection a command may have, reading it, and
 * writing the result.
 */
#ifndef GBCS_TOOL_PROTECT_H
#define GBCS_TOOL_PROTECT_H

#include "check.h"
#include "options.h"

/** How the commands of a use case are protected. */
typedef enum protect_rule {
    PROTECT_NEVER,     /**< there are no such commands */
    PROTECT_SIGN_MAC,  /**< signed, then MACed: critical commands */
    PROTECT_MAC,       /**< MACed only: non-critical commands, and those between devices
                */
    PROTECT_SIGN,      /**< signed only */
    PROTECT_EITHER,    /**< signed only, or MACed only, as the originator is */
    PROTECT_MAC_EITHER /**< MACed, signed before or not, as the device is */
} protect_rule;

/** A command that was read. */
typedef struct protect_input {
    /** Its octets. */
    gbcs_bytes octets;
    /** The same, parsed. */
    gbcs_frame frame;
    /** How it may be protected. */
    protect_rule rule;
} protect_input;

/**
 * Reads a command.
 *
 * @param[in]  path  where from
 * @param[out] input the command; to be freed with protect_release() even on
 * failure
 * @return false after a message if it is not a command, or its use case has
 * none
 */
bool protect_read(const char *path, protect_input *input);

/**
 * Frees a command.
 *
 * @param input the command
 */
void protect_release(protect_input *input);

/**
 * Builds a command and writes it where the options say.
 *
 * @param options    --output and --binary
 * @param store      the keys
 * @param input      its header and payload
 * @param protection how it is to be protected
 * @return false after a message
 */
bool protect_write(const tool_options *options, const keystore *store, const protect_input *input,
                   const gbcs_protection *protection);

/**
 * The key that a command is signed with.
 *
 * @param options    --keys
 * @param store      the keys
 * @param originator who signs
 * @return the key, or null after a message
 */
const gbcs_private_key *protect_signing_key(const tool_options *options, const keystore *store,
                                            gbcs_entity_id originator);

/**
 * The shared secret of two entities.
 *
 * @param options --keys
 * @param store   the keys; the secret stays in it
 * @param one     one entity
 * @param other   the other
 * @return the secret, or null after a message
 */
const gbcs_shared_secret *protect_secret_of(const tool_options *options, keystore *store,
                                            gbcs_entity_id one, gbcs_entity_id other);

/**
 * The shared secret that the MAC of a command is made with: that of the device
 * and the Access Control Broker, chosen as by gbcs mac.
 *
 * @param options    --keys and --acb
 * @param store      the keys; the secret stays in it
 * @param originator who sends the command
 * @param target     the device
 * @return the secret, or null after a message
 */
const gbcs_shared_secret *protect_mac_secret(const tool_options *options, keystore *store,
                                             gbcs_entity_id originator, gbcs_entity_id target);

#endif
