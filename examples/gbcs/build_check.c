#include <string.h>
#include <strings.h>

#include "build.h"

/** Every command has these. */
#define ALWAYS (BUILD_BIT(BUILD_ORIGINATOR) | BUILD_BIT(BUILD_TARGET) | BUILD_BIT(BUILD_COUNTER))
/** Every command may have these. */
#define ANYWHERE                                                                                   \
    (BUILD_BIT(BUILD_DEVICE_TYPE) | BUILD_BIT(BUILD_ACB) | BUILD_BIT(BUILD_PARTY) |                \
     BUILD_BIT(BUILD_PARTY_COUNTER))

/* sets of options, so that a row of the table fits a line */
#define AS BUILD_BIT(BUILD_AS)
#define CERTIFICATE BUILD_BIT(BUILD_CERTIFICATE)
#define JOIN_AS BUILD_BIT(BUILD_JOIN_AS)
#define PEER BUILD_BIT(BUILD_PEER)
#define PEER_TYPE BUILD_BIT(BUILD_PEER_TYPE)
#define ROLE BUILD_BIT(BUILD_ROLE)
#define TOKEN BUILD_BIT(BUILD_TOKEN)
#define USAGE BUILD_BIT(BUILD_USAGE)
#define UPDATE (BUILD_BIT(BUILD_MODE) | BUILD_BIT(BUILD_REPLACE))
#define UPDATED                                                                                    \
    (BUILD_BIT(BUILD_PATH) | BUILD_BIT(BUILD_FLOOR) | BUILD_BIT(BUILD_TOP_UP_FLOOR) |              \
     BUILD_BIT(BUILD_OTHER_FLOOR) | BUILD_BIT(BUILD_NO_TIME_CHECK) | BUILD_BIT(BUILD_DATE))

/** joinMethodAndRole: the initiator of method A, before its responder; methods B and C. */
#define METHOD_A 0U
#define METHOD_B 2U
#define METHOD_C 3U

/** A UTRN Counter is the high half of the Originator Counter of a top up (GBCS 14). */
#define TOP_UP_LOW_HALF 0xFFFFFFFFU

/** Octets of a payload beside its certificates: more than a command with all options has. */
#define PAYLOAD_ROOM 512U
/** Octets around a certificate: lengths, and the cell that it is for. */
#define CERTIFICATE_ROOM 32U

/** Name; Message Code, 0 if the mode tells; join method; options; those that may be left out. */
static const build_use_case USE_CASES[] = {
    {"CS01a", 0x0007U, 0U, TOKEN, 0U, build_write_top_up_dlms},
    {"CS01b", 0x0097U, 0U, TOKEN, 0U, build_write_top_up_gbz},
    {"CS02a", 0x0008U, 0U, ROLE, AS, build_write_details},
    {"CS02b", 0U, 0U, UPDATE, UPDATED, build_write_update},
    {"CS02c", 0x000AU, 0U, USAGE, 0U, build_write_usage},
    {"CS02d", 0x000BU, 0U, CERTIFICATE, 0U, build_write_certificate},
    {"CS02e", 0x000CU, 0U, USAGE, 0U, build_write_usage},
    {"CS02f", 0x011BU, 0U, ROLE, AS, build_write_details},
    {"CS02g", 0U, 0U, UPDATE, UPDATED, build_write_update},
    {"CS03A1", 0x000DU, METHOD_A, PEER | PEER_TYPE | JOIN_AS, CERTIFICATE, build_write_join},
    {"CS03A2", 0x00ABU, METHOD_A, PEER | PEER_TYPE | JOIN_AS, CERTIFICATE, build_write_join},
    {"CS03B", 0x000EU, METHOD_B, PEER | PEER_TYPE, CERTIFICATE, build_write_join},
    {"CS03C", 0x00AFU, METHOD_C, PEER | PEER_TYPE, CERTIFICATE, build_write_join},
    {"CS04AC", 0x000FU, 0U, PEER, 0U, build_write_unjoin},
    {"CS04B", 0x0010U, 0U, PEER, 0U, build_write_unjoin},
    {"CS07", 0x0013U, 0U, 0U, 0U, build_write_nothing},
};

const build_use_case *build_find(const char *name)
{
    const build_use_case *found = NULL;

    for (size_t i = 0U; i < TOOL_COUNT(USE_CASES); i++) {
        if (strcasecmp(name, USE_CASES[i].name) == 0) {
            found = &USE_CASES[i];
        }
    }
    return found;
}

/** Whether all options are there that must be, and none that the use case does not have. */
static bool check_options(const build_request *request)
{
    const build_use_case *use_case = request->use_case;
    const uint32_t required = ALWAYS | use_case->required;
    const uint32_t allowed = required | ANYWHERE | use_case->allowed;
    bool good = true;

    for (size_t i = 0U; good && (i < BUILD_OPTIONS); i++) {
        const uint32_t bit = BUILD_BIT(i);
        if ((request->given & ~allowed & bit) != 0U) {
            tool_error("--%s: not an option of %s", build_option_name((build_option)i),
                       use_case->name);
            good = false;
        } else if ((required & ~request->given & bit) != 0U) {
            tool_error("--%s is missing: %s needs it", build_option_name((build_option)i),
                       use_case->name);
            good = false;
        } else {
            /* there if it must be */
        }
    }
    return good;
}

/** The use case that a Message Code belongs to: the name in the library begins with it. */
static bool is_of(uint16_t code, const char *name)
{
    return strncmp(gbcs_use_case_name(code), name, strlen(name)) == 0;
}

/** What goes with a mode. */
static bool check_mode(const build_request *request)
{
    const build_mode *mode = request->mode;
    bool good = true;

    if (!is_of(mode->code, request->use_case->name)) {
        tool_error("--mode=%s: not a mode of %s", mode->name, request->use_case->name);
        good = false;
    } else if (build_has(request, BUILD_TOP_UP_FLOOR) && !build_has(request, BUILD_FLOOR)) {
        tool_error("--top-up-floor goes with --floor");
        good = false;
    } else if (build_has(request, BUILD_TOP_UP_FLOOR) && (mode->role != GBCS_ROLE_SUPPLIER)) {
        tool_error("--top-up-floor: only a supplier has a floor for top ups");
        good = false;
    } else {
        for (size_t i = 0U; i < request->other_floor_count; i++) {
            good = good && (request->other_floors[i].role != mode->role);
        }
        if (!good) {
            tool_error("--other-floor: the floor of the sender's own role is --floor");
        }
    }
    return good;
}

/** What must fit together. */
static bool check_values(const build_request *request)
{
    bool good = false;

    if (build_has(request, BUILD_PARTY) != build_has(request, BUILD_PARTY_COUNTER)) {
        tool_error("--party goes with --party-counter");
    } else if (build_has(request, BUILD_TOKEN) && ((request->counter & TOP_UP_LOW_HALF) != 0U)) {
        tool_error("--counter: the low 32 bits of a top up's Originator Counter are zero, as in "
                   "0x0000000300000000");
    } else {
        good = (request->mode == NULL) || check_mode(request);
    }
    return good;
}

bool build_check(build_request *request)
{
    bool good = check_options(request) && check_values(request);

    if (good) {
        request->row = gbcs_use_case_find((request->mode != NULL) ? request->mode->code
                                                                  : request->use_case->code);
        if (!build_has(request, BUILD_DEVICE_TYPE)) {
            request->device_type = build_device_type_default(request->row);
        }
        good = gbcs_use_case_for_device(request->row, request->device_type);
        if (!good) {
            tool_error("--device-type=%s: %04X (%s) is not for it",
                       build_device_type_name(request->device_type), request->row->code,
                       gbcs_use_case_name(request->row->code));
        }
    }
    return good;
}

size_t build_payload_room(const build_request *request)
{
    size_t room = PAYLOAD_ROOM + request->certificate.size;

    for (size_t i = 0U; i < request->replacement_count; i++) {
        room += request->replacements[i].certificate.size + CERTIFICATE_ROOM;
    }
    for (size_t i = 0U; i < request->path_count; i++) {
        room += request->paths[i].size;
    }
    return room;
}
