#include "gbcs/message/date.h"

#include <string.h>

#include "gbcs/codec/ber.h"
#include "gbcs/codec/dlms.h"
#include "gbcs/codec/gbz.h"
#include "message/payload.h"

/** A DLMS attribute that holds a date. */
typedef struct dlms_place {
    uint16_t class_id;
    uint8_t attribute;
} dlms_place;

/** A ZigBee command that holds a date. */
typedef struct gbz_place {
    uint16_t cluster;
    uint8_t command;
    /** Place of the date in the ZCL payload; not used if in_header. */
    uint8_t offset;
    /** The date is the From Date Time before the ZCL header. */
    bool in_header;
    /** The date that means "never". */
    uint32_t never;
} gbz_place;

/** What is known of a command's date while its fields are read. */
typedef struct finding {
    gbcs_status status;
    bool found;
    gbcs_date date;
} finding;

/** ZigBee UTCTime for "at once", and the two for "never": each command takes one of them. */
#define ZIGBEE_NOW 0U
#define ZIGBEE_NEVER_F 0xFFFFFFFFU
#define ZIGBEE_NEVER_E 0xFFFFFFFEU

/**
 * Bits of a ZCL frame control: its type and whether it has a manufacturer code; and what they are in
 * a command of a cluster. In a command for all clusters the same number means another one. The
 * direction is left out: a command that can wait sets, it does not ask.
 */
#define ZCL_KIND 0x07U
#define ZCL_CLUSTER_COMMAND 0x01U

/** Message Code of CS06; all other dateable use cases in ASN.1 are updates of credentials. */
#define CS06 0x0012U

static void fail(finding *known, gbcs_status status)
{
    if (known->status == GBCS_OK) {
        known->status = status;
    }
}

/** Takes a date in: it must be like those before. */
static void add(finding *known, gbcs_dating dating, gbcs_utc time)
{
    if (!known->found) {
        known->found = true;
        known->date.dating = dating;
        known->date.time = time;
    } else if ((known->date.dating != dating) || (known->date.time != time)) {
        fail(known, GBCS_ERR_VALUE);
    } else {
        /* the same again */
    }
}

/** Takes in a date that is neither "at once" nor "never". */
static void add_moment(finding *known, gbcs_status status, gbcs_utc time)
{
    if (status == GBCS_OK) {
        add(known, GBCS_DATING_DATED, time);
    } else {
        fail(known, GBCS_ERR_TIME);
    }
}

static void add_dlms(finding *known, gbcs_bytes octets)
{
    gbcs_utc time = 0;
    gbcs_status status;

    if (gbcs_bytes_equal(octets, gbcs_bytes_of(GBCS_DLMS_TIME_NOW, GBCS_DLMS_TIME_SIZE))) {
        add(known, GBCS_DATING_IMMEDIATE, 0);
    } else if (gbcs_bytes_equal(octets, gbcs_bytes_of(GBCS_DLMS_TIME_NEVER, GBCS_DLMS_TIME_SIZE))) {
        add(known, GBCS_DATING_CANCEL, 0);
    } else {
        status = gbcs_utc_from_dlms(octets, &time, NULL);
        add_moment(known, status, time);
    }
}

static void add_zigbee(finding *known, uint32_t seconds, uint32_t never)
{
    gbcs_utc time = 0;
    gbcs_status status;

    if (seconds == ZIGBEE_NOW) {
        add(known, GBCS_DATING_IMMEDIATE, 0);
    } else if (seconds == never) {
        add(known, GBCS_DATING_CANCEL, 0);
    } else {
        status = gbcs_utc_from_zigbee(seconds, &time);
        add_moment(known, status, time);
    }
}

static void add_generalized(finding *known, gbcs_bytes characters)
{
    gbcs_utc time = 0;
    const gbcs_status status = gbcs_utc_from_generalized(characters, &time);

    if ((status == GBCS_OK) && (time == GBCS_UTC_LAST)) {
        add(known, GBCS_DATING_CANCEL, 0);
    } else {
        add_moment(known, status, time);
    }
}

/** Only what is written is done at a moment: reading the same attribute says nothing. */
static bool is_dlms_date(const gbcs_dlms_request_item *item)
{
    /* Activation times, in any object of the class. */
    static const dlms_place DLMS_PLACES[] = {
        {20U, 10U},  /* activity calendar, activate_passive_calendar_time */
        {111U, 13U}, /* account, account_activation_time */
        {113U, 7U},  /* charge, unit_charge_activation_time */
        {9000U, 6U}, /* extended data, activate_passive_value_time */
    };
    bool is_date = false;
    size_t i;

    if ((item->access == GBCS_ACCESS_SET) || (item->access == GBCS_ACCESS_SET_SELECTED)) {
        for (i = 0U; i < (sizeof(DLMS_PLACES) / sizeof(DLMS_PLACES[0])); i++) {
            if ((DLMS_PLACES[i].class_id == item->class_id) &&
                (DLMS_PLACES[i].attribute == item->attribute)) {
                is_date = true;
            }
        }
    }
    return is_date;
}

static void read_dlms(finding *known, gbcs_bytes payload)
{
    gbcs_dlms_list request;
    gbcs_dlms_items items;
    gbcs_dlms_request_item item;
    gbcs_axdr_walk walk;
    gbcs_axdr_element element;

    known->status = gbcs_dlms_request_parse(payload, &request);
    items = gbcs_dlms_items_of(&request);
    while (gbcs_dlms_request_next(&items, &item)) {
        if (is_dlms_date(&item)) {
            walk = gbcs_axdr_walk_of(item.data);
            if (gbcs_axdr_walk_next(&walk, &element) && (element.type == GBCS_AXDR_OCTET_STRING)) {
                add_dlms(known, element.value);
            } else {
                fail(known, GBCS_ERR_TIME);
            }
        }
    }
}

static const gbz_place *gbz_place_of(const gbcs_gbz_component *component)
{
    /* 0707 01 to 03 are parts of the calendar of 0707 00, and have no date of their own. */
    static const gbz_place GBZ_PLACES[] = {
        {0x0700U, 0x04U, 12U, false, ZIGBEE_NEVER_F}, /* tariff information */
        {0x0700U, 0x05U, 8U, false, ZIGBEE_NEVER_E},  /* price matrix */
        {0x0700U, 0x06U, 8U, false, ZIGBEE_NEVER_E},  /* block thresholds */
        {0x0705U, 0x03U, 4U, false, ZIGBEE_NEVER_F},  /* emergency credit */
        {0x0705U, 0x06U, 8U, false, ZIGBEE_NEVER_F},  /* payment mode */
        {0x0705U, 0x09U, 0U, true, ZIGBEE_NEVER_F},   /* low credit warning level */
        {0x0705U, 0x0BU, 8U, false, ZIGBEE_NEVER_F},  /* maximum credit limit */
        {0x0705U, 0x0CU, 8U, false, ZIGBEE_NEVER_F},  /* overall debt cap */
        {0x0707U, 0x00U, 12U, false, ZIGBEE_NEVER_E}, /* calendar */
        {0x0707U, 0x04U, 12U, false, ZIGBEE_NEVER_E}, /* special days */
    };
    const gbz_place *place = NULL;
    size_t i;

    if ((component->frame_control & ZCL_KIND) == ZCL_CLUSTER_COMMAND) {
        for (i = 0U; i < (sizeof(GBZ_PLACES) / sizeof(GBZ_PLACES[0])); i++) {
            if ((GBZ_PLACES[i].cluster == component->cluster) &&
                (GBZ_PLACES[i].command == component->command)) {
                place = &GBZ_PLACES[i];
            }
        }
    }
    return place;
}

/** Takes in the date in a ZCL payload, where integers are little-endian. */
static void add_from_body(finding *known, const gbcs_gbz_component *component,
                          const gbz_place *place)
{
    gbcs_reader reader = gbcs_reader_of(component->body);
    uint32_t seconds;

    (void)gbcs_read_bytes(&reader, place->offset);
    seconds = gbcs_read_u8(&reader);
    seconds |= (uint32_t)gbcs_read_u8(&reader) << 8U;
    seconds |= (uint32_t)gbcs_read_u8(&reader) << 16U;
    seconds |= (uint32_t)gbcs_read_u8(&reader) << 24U;
    if ((component->control & GBCS_GBZ_ENCRYPTED) != 0U) {
        /* the date can't be read; no command is encrypted (GBCS 8) */
        fail(known, GBCS_ERR_TIME);
    } else if (reader.status != GBCS_OK) {
        fail(known, reader.status);
    } else {
        add_zigbee(known, seconds, place->never);
    }
}

/** Whether a component holds a date, at its place or in front. */
static bool is_gbz_date(const gbcs_gbz_component *component, const gbz_place *place)
{
    return (place != NULL) || ((component->control & GBCS_GBZ_FROM_DATE_TIME) != 0U);
}

static void read_gbz_component(finding *known, const gbcs_gbz_component *component)
{
    const gbz_place *place = gbz_place_of(component);
    const bool from_header = (place != NULL) && place->in_header;

    /* From Date Time counts wherever it stands; where it is the date and missing, it is 0: at once */
    if (from_header || ((component->control & GBCS_GBZ_FROM_DATE_TIME) != 0U)) {
        add_zigbee(known, component->from_date_time, ZIGBEE_NEVER_F);
    }
    if ((place != NULL) && (!from_header)) {
        add_from_body(known, component, place);
    }
}

static void read_gbz(finding *known, gbcs_bytes payload)
{
    gbcs_gbz gbz;
    gbcs_reader reader;
    gbcs_gbz_component component;

    known->status = gbcs_gbz_parse(payload, &gbz);
    reader = gbcs_reader_of(gbz.components);
    while (gbcs_reader_left(&reader) > 0U) {
        gbcs_read_gbz_component(&reader, &component);
        read_gbz_component(known, &component);
    }
}

/** Reads the elements of the payload, not what they contain. */
static void read_asn1(finding *known, uint16_t code, gbcs_bytes payload)
{
    /* what comes before executionDateTime, the last element (GBCS 11, 13) */
    static const uint8_t CS06_ELEMENTS[] = {GBCS_BER_OCTET_STRING, GBCS_BER_INTEGER};
    /* who authorises, replacements, certificates */
    static const uint8_t CS02_ELEMENTS[] = {GBCS_BER_SEQUENCE, GBCS_BER_SEQUENCE,
                                            GBCS_BER_SEQUENCE};
    const bool is_cs06 = code == CS06;
    const uint8_t *elements = is_cs06 ? CS06_ELEMENTS : CS02_ELEMENTS;
    const size_t count = is_cs06 ? sizeof(CS06_ELEMENTS) : sizeof(CS02_ELEMENTS);
    gbcs_reader outer = gbcs_reader_of(payload);
    gbcs_reader reader = gbcs_reader_of(gbcs_read_tagged(&outer, GBCS_BER, GBCS_BER_SEQUENCE));
    gbcs_bytes time;
    bool is_dated;
    size_t i;

    for (i = 0U; i < count; i++) {
        (void)gbcs_read_tagged(&reader, GBCS_BER, elements[i]);
    }
    is_dated = gbcs_read_optional(&reader, GBCS_BER, GBCS_BER_GENERALIZED_TIME, &time);
    fail(known, gbcs_reader_finish(&outer));
    fail(known, gbcs_reader_finish(&reader));
    if (is_dated) {
        add_generalized(known, time);
    }
}

/** The family of a command's payload, if the use case can be future dated. */
static bool may_be_dated(const gbcs_use_case *use_case, gbcs_bytes payload, gbcs_family *family)
{
    *family = (use_case->family == GBCS_FAMILY_ANY) ? payload_family(payload) : use_case->family;
    return (use_case->flags & GBCS_USE_FUTURE_DATED) != 0U;
}

gbcs_status gbcs_command_date(const gbcs_use_case *use_case, gbcs_bytes payload, gbcs_date *date)
{
    const gbcs_date at_once = {GBCS_DATING_IMMEDIATE, 0};
    /* without any field for a date, a command is to be done at once */
    finding known = {GBCS_OK, false, {GBCS_DATING_IMMEDIATE, 0}};
    gbcs_family family;

    if (!may_be_dated(use_case, payload, &family)) {
        /* its payload is not looked at */
    } else if (family == GBCS_FAMILY_DLMS) {
        read_dlms(&known, payload);
    } else if (family == GBCS_FAMILY_GBZ) {
        read_gbz(&known, payload);
    } else {
        read_asn1(&known, use_case->code, payload);
    }
    *date = (known.status == GBCS_OK) ? known.date : at_once;
    return known.status;
}

gbcs_dated_objects gbcs_dated_objects_of(const gbcs_use_case *use_case, gbcs_bytes payload)
{
    gbcs_dated_objects walk;
    gbcs_dlms_list request;
    gbcs_gbz gbz;
    gbcs_family family;

    (void)memset(&walk, 0, sizeof walk);
    if (!may_be_dated(use_case, payload, &family)) {
        /* nothing is put off */
    } else if (family == GBCS_FAMILY_DLMS) {
        if (gbcs_dlms_request_parse(payload, &request) == GBCS_OK) {
            walk.items = gbcs_dlms_items_of(&request);
        }
    } else if (family == GBCS_FAMILY_GBZ) {
        if (gbcs_gbz_parse(payload, &gbz) == GBCS_OK) {
            walk.components = gbcs_reader_of(gbz.components);
        }
    } else {
        /* put off as a whole */
    }
    return walk;
}

bool gbcs_dated_object_next(gbcs_dated_objects *walk, uint8_t object[GBCS_OBJECT_SIZE])
{
    gbcs_writer writer = gbcs_writer_of(object, GBCS_OBJECT_SIZE);
    gbcs_dlms_request_item item;
    gbcs_gbz_component component;

    (void)memset(object, 0, GBCS_OBJECT_SIZE);
    while ((writer.used == 0U) && gbcs_dlms_request_next(&walk->items, &item)) {
        if (is_dlms_date(&item)) {
            gbcs_write_u16(&writer, item.class_id);
            gbcs_write_bytes(&writer, item.instance);
            gbcs_write_u8(&writer, item.attribute);
        }
    }
    while ((writer.used == 0U) && (gbcs_reader_left(&walk->components) > 0U)) {
        gbcs_read_gbz_component(&walk->components, &component);
        if (is_gbz_date(&component, gbz_place_of(&component))) {
            gbcs_write_u16(&writer, component.cluster);
            gbcs_write_u8(&writer, component.frame_control);
            gbcs_write_u8(&writer, component.command);
        }
    }
    return writer.used > 0U;
}
