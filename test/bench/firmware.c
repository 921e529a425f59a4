/* The least program with a meter, to see what of the library it takes along. It is never run. */
#include "gbcs/gbcs.h"

/* What -fstack-protector-strong asks for. */
uintptr_t __stack_chk_guard;
void __stack_chk_fail(void);

void __stack_chk_fail(void)
{
    while (true) {
    }
}

static uint8_t store_buffer[2U * GBCS_RECORD_SIZE];
static uint8_t input[4096];
static uint8_t output[2640];

static gbcs_status entropy(void *context, uint8_t *samples, size_t size)
{
    (void)context;
    (void)samples;
    (void)size;
    return GBCS_ERR_ENTROPY;
}

static gbcs_status time_get(void *context, gbcs_utc *now)
{
    (void)context;
    *now = 0;
    return GBCS_ERR_CLOCK;
}

static gbcs_status time_set(void *context, gbcs_utc now)
{
    (void)context;
    (void)now;
    return GBCS_ERR_CLOCK;
}

static gbcs_status uptime(void *context, uint32_t *seconds)
{
    (void)context;
    *seconds = 0U;
    return GBCS_OK;
}

static gbcs_status load(void *context, uint16_t record, uint8_t *data, size_t room, size_t *size)
{
    (void)context;
    (void)record;
    (void)data;
    (void)room;
    *size = 0U;
    return GBCS_ERR_NO_RECORD;
}

static gbcs_status store(void *context, uint16_t record, const uint8_t *data, size_t size)
{
    (void)context;
    (void)record;
    (void)data;
    (void)size;
    return GBCS_ERR_STORAGE;
}

static gbcs_status erase(void *context, uint16_t record)
{
    (void)context;
    (void)record;
    return GBCS_ERR_STORAGE;
}

static gbcs_status storage_key(void *context, uint8_t key[GBCS_STORAGE_KEY_SIZE])
{
    (void)context;
    (void)key;
    return GBCS_ERR_STORAGE;
}

static gbcs_reply execute(void *context, const gbcs_order *order, gbcs_answer *answer)
{
    (void)context;
    (void)order;
    (void)answer;
    return GBCS_REPLY_NONE;
}

static void send(void *context, gbcs_bytes octets)
{
    (void)context;
    (void)octets;
}

static bool activate(void *context, const gbcs_pending *item)
{
    (void)context;
    (void)item;
    return false;
}

int main(void)
{
    static const gbcs_port port = {.entropy = entropy,
                                   .time_get = time_get,
                                   .time_set = time_set,
                                   .uptime = uptime,
                                   .load = load,
                                   .store = store,
                                   .erase = erase,
                                   .storage_key = storage_key,
                                   .record_size = GBCS_RECORD_SIZE,
                                   .record_count = GBCS_RECORD_COUNT};
    static gbcs_crypto crypto;
    static gbcs_meter meter;
    static gbcs_answer answer;
    static gbcs_provision provision;
    static gbcs_occurrence occurrence;
    static const gbcs_noise noise = {100U, 41U, 400U, GBCS_NOISE_WINDOW, GBCS_NOISE_START_UP};
    static const gbcs_meter_setup setup = {
        .port = &port,
        .crypto = &crypto,
        .application = {.execute = execute, .send = send, .activate = activate},
        .noise = &noise,
        .store_buffer = store_buffer,
        .store_room = sizeof store_buffer,
        .input = input,
        .input_room = sizeof input,
        .output = output,
        .output_room = sizeof output};
    uint32_t next;
    gbcs_status status;

    gbcs_crypto_default(&crypto);
    status = gbcs_meter_boot(&meter, &setup);
    while (status == GBCS_OK) {
        status = gbcs_meter_provision(&meter, &provision);
        status |= gbcs_meter_seal(&meter);
        status |= gbcs_meter_receive(&meter, gbcs_bytes_of(input, sizeof input));
        status |= gbcs_meter_tick(&meter, &next);
        status |= gbcs_meter_complete(&meter, 1U, &answer);
        status |= gbcs_meter_top_up(&meter, GBCS_WAY_KEYPAD, gbcs_bytes_of(input, GBCS_UTRN_SIZE));
        status |= gbcs_meter_raise(&meter, &occurrence);
        status |= gbcs_meter_erase(&meter);
    }
    status = gbcs_meter_stop(&meter);
    return (status == GBCS_OK) ? 0 : 1;
}
