/**
 * @file
 * The porting interface: the few services of the board that libgbcs asks for.
 *
 * A port is a struct of functions and one context pointer, filled once and constant afterwards. The
 * library calls it from the task that called the library, never from an interrupt, and never two
 * functions at a time; a port calls nothing of it but gbcs/base.h. Every function returns in a
 * bounded time, and leaves nothing half done when it fails; the library then refuses what it was
 * about to do.
 *
 * doc/porting.md says how to write one, test/port/ checks it against this contract.
 */
#ifndef GBCS_PORT_H
#define GBCS_PORT_H

#include "gbcs/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Octets of the device-unique key that seals records. */
#define GBCS_STORAGE_KEY_SIZE 16U

/** Which key pair of the device a call to the vault means. */
typedef enum gbcs_vault_slot {
    /** Digital signature, in use. */
    GBCS_SLOT_SIGNATURE = 0,
    /** Key agreement, in use. */
    GBCS_SLOT_AGREEMENT = 1,
    /** Digital signature, made but not yet certified. */
    GBCS_SLOT_SIGNATURE_PENDING = 2,
    /** Key agreement, made but not yet certified. */
    GBCS_SLOT_AGREEMENT_PENDING = 3
} gbcs_vault_slot;

/**
 * A vault or secure element that keeps the device's private keys (optional). With it no private key
 * ever enters the library.
 */
typedef struct gbcs_vault {
    /**
     * Makes a key pair. The one in use goes on as it is.
     *
     * @param[in]  context the port's context
     * @param[in]  slot    a pending slot; what it held is lost
     * @param[out] point   the public key: 65 octets, 04, x, y
     */
    gbcs_status (*generate)(void *context, gbcs_vault_slot slot, uint8_t point[65]);

    /**
     * Puts a pending key pair into use in place of the one in use, atomically.
     *
     * @param context the port's context
     * @param slot    a pending slot
     */
    gbcs_status (*promote)(void *context, gbcs_vault_slot slot);

    /**
     * ECDSA on P-256 with a fresh or deterministic nonce.
     *
     * @param[in]  context   the port's context
     * @param[in]  slot      a signature slot, or the pending agreement slot: a certification request
     *                       is signed by the key that it is about
     * @param[in]  digest    SHA-256 of what is signed: 32 octets
     * @param[out] signature r, s: 64 octets
     */
    gbcs_status (*sign)(void *context, gbcs_vault_slot slot, const uint8_t digest[32],
                        uint8_t signature[64]);

    /**
     * Static key agreement on P-256.
     *
     * @param[in]  context the port's context
     * @param[in]  slot    an agreement slot
     * @param[in]  peer    the other party's public key: 65 octets, already validated
     * @param[out] z       the shared secret: 32 octets
     */
    gbcs_status (*agree)(void *context, gbcs_vault_slot slot, const uint8_t peer[65],
                         uint8_t z[32]);

    /**
     * Destroys all key pairs.
     *
     * @param context the port's context
     */
    gbcs_status (*erase)(void *context);
} gbcs_vault;

/** The services of the board. */
typedef struct gbcs_port {
    /** Handed to every function below; the library does not look at it. */
    void *context;

    /**
     * Fills a buffer with raw samples of the noise source, not conditioned: the library tests them
     * (SP 800-90B 4.4) and conditions them. #GBCS_ERR_ENTROPY if the source does not answer in time
     * or has found itself broken; never octets that are not samples.
     *
     * @param[in]  context the port's context
     * @param[out] samples the samples, one an octet
     * @param[in]  size    their number
     */
    gbcs_status (*entropy)(void *context, uint8_t *samples, size_t size);

    /**
     * The time of the board's clock. #GBCS_ERR_CLOCK if it was never set, or lost its time: a clock
     * that stood still without power has lost it.
     *
     * @param[in]  context the port's context
     * @param[out] now     UTC
     */
    gbcs_status (*time_get)(void *context, gbcs_utc *now);

    /**
     * Sets the board's clock. Every time from 2000 to 2099 can be set; #GBCS_ERR_ARGUMENT for one
     * that the board cannot show, and the clock goes on as it was.
     *
     * @param context the port's context
     * @param now     UTC
     */
    gbcs_status (*time_set)(void *context, gbcs_utc now);

    /**
     * Seconds since power-on. Never goes back and never jumps, whatever happens to the clock.
     *
     * @param[in]  context the port's context
     * @param[out] seconds the seconds
     */
    gbcs_status (*uptime)(void *context, uint32_t *seconds);

    /**
     * Reads a record. #GBCS_ERR_NO_RECORD if it was never stored or was erased; #GBCS_ERR_SPACE if
     * it is larger than the buffer; #GBCS_ERR_RECORD if the medium knows that just this record is
     * damaged, for good (the library then turns to its twin, or lets it be written anew);
     * #GBCS_ERR_STORAGE for any other failure, which may pass.
     *
     * @param[in]  context the port's context
     * @param[in]  record  its number, below record_count
     * @param[out] data    its octets
     * @param[in]  room    octets of the buffer
     * @param[out] size    its size in octets
     */
    gbcs_status (*load)(void *context, uint16_t record, uint8_t *data, size_t room, size_t *size);

    /**
     * Writes a record, atomic and committing: when the call returns #GBCS_OK the record is durable;
     * after a power cut at any moment it is wholly old or wholly new. No other record changes.
     *
     * After a failure (#GBCS_ERR_STORAGE) too it is wholly old or wholly new, and the library does
     * not rely on either. #GBCS_ERR_ARGUMENT for a number or size out of range; nothing has then
     * changed.
     *
     * @param context the port's context
     * @param record  its number, below record_count
     * @param data    its octets
     * @param size    their number, 1 to record_size
     */
    gbcs_status (*store)(void *context, uint16_t record, const uint8_t *data, size_t size);

    /**
     * Erases a record, atomic and committing as store is. A record that is not there is no error.
     * Where the medium can overwrite, no octet of the record or of its former contents is left
     * behind.
     *
     * @param context the port's context
     * @param record  its number, below record_count
     */
    gbcs_status (*erase)(void *context, uint16_t record);

    /**
     * Called between long steps, for a watchdog (optional, may be null).
     *
     * @param context the port's context
     */
    void (*wait)(void *context);

    /**
     * Keeper of the device's private keys (optional, may be null: they are then sealed records).
     */
    const gbcs_vault *vault;

    /**
     * Gives a device-unique secret key to seal records with (optional, may be null: records are
     * then only guarded against accidents, and storage must lie inside the tamper boundary). Always
     * the same one: with another, all records are lost. It is asked for at every use and wiped
     * after it.
     *
     * @param[in]  context the port's context
     * @param[out] key     16 octets
     */
    gbcs_status (*storage_key)(void *context, uint8_t key[GBCS_STORAGE_KEY_SIZE]);

    /** Largest record that store takes, in octets: 64 to 65,535. */
    size_t record_size;
    /** Number of records, at least 2: they are numbered from 0. */
    uint16_t record_count;
    /**
     * Most octets that all records may have together. As long as they stay below it every store
     * succeeds on a sound medium, overwriting included; the least is twice record_size.
     */
    size_t capacity;
    /** How often each record can be written before the medium wears out; for arithmetic only. */
    uint32_t endurance;
} gbcs_port;

#ifdef __cplusplus
}
#endif

#endif
