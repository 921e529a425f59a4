#include "gbcs/message/usecase.h"

/*
 * Short names, so that a row of the table reads like a row of the mapping table (GBCS 20).
 * Columns: Message Code; devices that take or send it; roles that may send it; flags; category;
 * family of the payload.
 */

#define NONE 0U

#define ESME (1U << GBCS_DEVICE_ESME)
#define GSME (1U << GBCS_DEVICE_GSME)
#define CHF (1U << GBCS_DEVICE_CHF)
#define GPF (1U << GBCS_DEVICE_GPF)
#define HCALCS (1U << GBCS_DEVICE_HCALCS)
#define PPMID (1U << GBCS_DEVICE_PPMID)
#define SAPC (1U << GBCS_DEVICE_SAPC)
/* the devices that hold credentials of a supplier */
#define SUPPLIED (ESME + GSME + GPF + SAPC)
/* the devices whose firmware CS06 activates */
#define UPDATED (ESME + GSME + HCALCS + SAPC)
/* the devices that method A or C unjoins */
#define UNJOINED (UPDATED + PPMID)
/* all that hold credentials */
#define ALL (SUPPLIED + CHF + HCALCS + PPMID)

#define S (1U << GBCS_ROLE_SUPPLIER)
#define NO (1U << GBCS_ROLE_NETWORK_OPERATOR)
#define ACB (1U << GBCS_ROLE_ACB)
#define LC ((uint16_t)1U << GBCS_ROLE_LOAD_CONTROLLER)
#define TCOS (1U << GBCS_ROLE_TRANSITIONAL_COS)
#define REC (1U << GBCS_ROLE_RECOVERY)
#define WAN (1U << GBCS_ROLE_WAN_PROVIDER)

#define REPLAY GBCS_USE_REPLAY
#define OTHER GBCS_USE_OTHER_RECIPIENT
#define ENCRYPTED GBCS_USE_ENCRYPTED
#define TIME GBCS_USE_RESPONSE_TIME
#define TOP_UP (REPLAY + GBCS_USE_TOP_UP)
/* what may wait must not be repeated, and its response carries a date-time */
#define DATED (REPLAY + GBCS_USE_FUTURE_DATED + TIME)

#define DLMS GBCS_FAMILY_DLMS
#define GBZ GBCS_FAMILY_GBZ
#define ASN1 GBCS_FAMILY_ASN1
#define ANY GBCS_FAMILY_ANY

#define CRITICAL GBCS_CATEGORY_CRITICAL_COMMAND
#define COMMAND GBCS_CATEGORY_COMMAND
#define CRITICAL_ALERT GBCS_CATEGORY_CRITICAL_ALERT
#define ALERT GBCS_CATEGORY_ALERT
#define HAN_COMMAND GBCS_CATEGORY_HAN_COMMAND
#define VARIANT GBCS_CATEGORY_VARIANT
#define LOCAL GBCS_CATEGORY_LOCAL

/* clang-format off */
static const gbcs_use_case USE_CASES[] = {
    {0x0001, CHF,         ACB,          REPLAY,            COMMAND,        DLMS}, /* CCS01 */
    {0x0002, CHF,         ACB,          REPLAY,            COMMAND,        DLMS}, /* CCS02 */
    {0x0003, CHF,         ACB,          REPLAY,            COMMAND,        DLMS}, /* CCS03 */
    {0x0004, CHF,         ACB,          NONE,              COMMAND,        DLMS}, /* CCS05/CCS04 */
    {0x0007, ESME,        S,            TOP_UP + TIME,     COMMAND,        DLMS}, /* CS01a */
    {0x0008, ALL,         S + NO + ACB + TCOS + WAN, NONE, VARIANT,        ASN1}, /* CS02a */
    {0x000A, ALL,         S + ACB + WAN, REPLAY,           CRITICAL,       ASN1}, /* CS02c */
    {0x000B, ALL,         S + ACB + WAN, REPLAY,           CRITICAL,       ASN1}, /* CS02d */
    {0x000C, ALL,         S + ACB + WAN, NONE,             CRITICAL,       ASN1}, /* CS02e */
    {0x000D, ESME + GSME + SAPC, S,     REPLAY,            CRITICAL,       ASN1}, /* CS03A1 */
    {0x000E, SUPPLIED,    S + ACB,      REPLAY,            COMMAND,        ASN1}, /* CS03B */
    {0x000F, UNJOINED,    S + ACB,      REPLAY,            CRITICAL,       ASN1}, /* CS04AC */
    {0x0010, SUPPLIED,    S + ACB,      REPLAY,            COMMAND,        ASN1}, /* CS04B */
    {0x0012, UPDATED,     S + ACB,      DATED,             CRITICAL,       ASN1}, /* CS06 */
    {0x0013, ALL,         S + ACB,      NONE,              COMMAND,        ASN1}, /* CS07 */
    {0x0014, GSME,        S + NO + ACB, NONE,              COMMAND,        GBZ},  /* CS10a */
    {0x0015, GSME + GPF,  S,            NONE,              COMMAND,        GBZ},  /* CS11 */
    {0x0018, CHF,         NONE,         NONE,              ALERT,          DLMS}, /* CS14 */
    {0x0019, ESME,        S,            DATED,             CRITICAL,       DLMS}, /* ECS01a */
    {0x001A, ESME,        S,            DATED,             CRITICAL,       DLMS}, /* ECS02 */
    {0x001B, ESME,        S,            DATED,             CRITICAL,       DLMS}, /* ECS03 */
    {0x001C, ESME,        S,            REPLAY,            CRITICAL,       DLMS}, /* ECS04a */
    {0x001D, ESME,        S,            REPLAY,            CRITICAL,       DLMS}, /* ECS05 */
    {0x001E, ESME,        S,            REPLAY,            CRITICAL,       DLMS}, /* ECS07 */
    {0x001F, ESME,        S,            DATED,             CRITICAL,       DLMS}, /* ECS08 */
    {0x0020, ESME,        S,            REPLAY,            CRITICAL,       DLMS}, /* ECS09 */
    {0x0021, ESME,        S,            NONE,              COMMAND,        DLMS}, /* ECS10 */
    {0x0022, ESME,        S,            NONE,              COMMAND,        DLMS}, /* ECS12 */
    {0x0023, ESME,        S,            REPLAY,            COMMAND,        DLMS}, /* ECS14 */
    {0x0024, ESME,        S,            NONE,              COMMAND,        DLMS}, /* ECS15a */
    {0x0025, ESME,        S,            NONE,              COMMAND,        DLMS}, /* ECS16 */
    {0x0026, ESME,        NO + ACB,     TIME,              COMMAND,        DLMS}, /* ECS17a */
    {0x0027, ESME,        S + NO,       ENCRYPTED + TIME,  COMMAND,        DLMS}, /* ECS17b */
    {0x0028, ESME,        S + NO + ACB, TIME,              COMMAND,        DLMS}, /* ECS17c */
    {0x0029, ESME,        S + NO,       ENCRYPTED + TIME,  COMMAND,        DLMS}, /* ECS17d */
    {0x002A, ESME,        S + NO,       ENCRYPTED + TIME,  COMMAND,        DLMS}, /* ECS17e */
    {0x002B, ESME,        NO + ACB,     TIME,              COMMAND,        DLMS}, /* ECS18a */
    {0x002C, ESME,        S + NO + ACB, TIME,              COMMAND,        DLMS}, /* ECS18b */
    {0x002D, ESME,        S,            ENCRYPTED + TIME,  COMMAND,        DLMS}, /* ECS19 */
    {0x002E, ESME,        S + ACB,      NONE,              COMMAND,        DLMS}, /* ECS20a */
    {0x002F, ESME,        S + ACB,      ENCRYPTED,         COMMAND,        DLMS}, /* ECS20b */
    {0x0030, ESME,        S + ACB,      ENCRYPTED,         COMMAND,        DLMS}, /* ECS20c */
    {0x0033, ESME,        S + ACB,      ENCRYPTED,         COMMAND,        DLMS}, /* ECS21a */
    {0x0034, ESME,        S + ACB,      ENCRYPTED,         COMMAND,        DLMS}, /* ECS21b */
    {0x0035, ESME,        ACB,          NONE,              COMMAND,        DLMS}, /* ECS21c */
    {0x0036, ESME,        NO + ACB,     OTHER,             COMMAND,        DLMS}, /* ECS22a */
    {0x0037, ESME,        S + NO + ACB, OTHER + ENCRYPTED, COMMAND,        DLMS}, /* ECS22b */
    {0x0038, ESME,        S + NO + ACB, OTHER,             COMMAND,        DLMS}, /* ECS22c */
    {0x0039, ESME,        S + NO + ACB, TIME,              COMMAND,        DLMS}, /* ECS23 */
    {0x003A, ESME,        S + ACB,      OTHER,             COMMAND,        DLMS}, /* ECS24 */
    {0x003B, ESME,        S,            NONE,              COMMAND,        DLMS}, /* ECS26a */
    {0x003C, ESME,        S + NO + ACB, NONE,              COMMAND,        DLMS}, /* ECS26b */
    {0x003D, ESME,        S + NO + ACB, NONE,              COMMAND,        DLMS}, /* ECS26c */
    {0x003E, ESME,        S,            NONE,              COMMAND,        DLMS}, /* ECS26d */
    {0x003F, ESME,        S,            NONE,              COMMAND,        DLMS}, /* ECS26e */
    {0x0040, ESME,        S + ACB,      NONE,              COMMAND,        DLMS}, /* ECS26f */
    {0x0042, ESME,        S + NO + ACB, NONE,              COMMAND,        DLMS}, /* ECS27 */
    {0x0043, ESME,        S,            DATED,             CRITICAL,       DLMS}, /* ECS28a */
    {0x0044, ESME,        S,            REPLAY,            COMMAND,        DLMS}, /* ECS28b */
    {0x0045, ESME,        NO,           REPLAY,            COMMAND,        DLMS}, /* ECS29a */
    {0x0046, ESME,        S,            REPLAY,            CRITICAL,       DLMS}, /* ECS30 */
    {0x0047, ESME,        S,            NONE,              COMMAND,        DLMS}, /* ECS34 */
    {0x0048, ESME,        S + NO + ACB, NONE,              COMMAND,        DLMS}, /* ECS35a */
    {0x0049, ESME,        S + NO + ACB, NONE,              COMMAND,        DLMS}, /* ECS35b */
    {0x004A, ESME,        NO,           REPLAY,            COMMAND,        DLMS}, /* ECS37 */
    {0x004B, ESME,        S,            REPLAY,            CRITICAL,       DLMS}, /* ECS38 */
    {0x004C, ESME,        S,            REPLAY,            COMMAND,        DLMS}, /* ECS39a */
    {0x004D, ESME,        ACB,          REPLAY,            COMMAND,        DLMS}, /* ECS39b */
    {0x004E, ESME,        S + NO + ACB, NONE,              COMMAND,        DLMS}, /* ECS40 */
    {0x004F, ESME,        S,            REPLAY,            CRITICAL,       DLMS}, /* ECS42 */
    {0x0050, ESME,        S,            REPLAY,            CRITICAL,       DLMS}, /* ECS43 */
    {0x0051, ESME,        S,            REPLAY,            CRITICAL,       DLMS}, /* ECS44 */
    {0x0052, ESME,        S + NO + ACB, NONE,              COMMAND,        DLMS}, /* ECS45 */
    {0x0053, ESME,        S,            NONE,              CRITICAL,       DLMS}, /* ECS46a */
    {0x0054, ESME,        S,            DATED,             CRITICAL,       DLMS}, /* ECS46c */
    {0x0055, ESME,        S,            REPLAY,            CRITICAL,       DLMS}, /* ECS47 */
    {0x0058, ESME,        ACB,          REPLAY,            COMMAND,        DLMS}, /* ECS50 */
    {0x0059, ESME + CHF,  S + NO + ACB, NONE,              COMMAND,        DLMS}, /* ECS52 */
    {0x005A, ESME,        NO,           NONE,              COMMAND,        DLMS}, /* ECS57 */
    {0x005E, ESME,        S + ACB,      NONE,              COMMAND,        DLMS}, /* ECS61c */
    {0x005F, ESME,        S,            REPLAY,            COMMAND,        DLMS}, /* ECS62 */
    {0x0060, ESME,        S + NO + ACB, ENCRYPTED,         COMMAND,        DLMS}, /* ECS66 */
    {0x0061, ESME,        NONE,         ENCRYPTED,         CRITICAL_ALERT, DLMS}, /* ECS68 */
    {0x0062, ESME,        S,            REPLAY,            CRITICAL,       DLMS}, /* ECS70 */
    {0x0067, ESME,        NONE,         NONE,              CRITICAL_ALERT, DLMS}, /* ECS80 */
    {0x0068, ESME,        S,            REPLAY,            CRITICAL,       DLMS}, /* ECS81 */
    {0x0069, ESME,        S,            NONE,              COMMAND,        DLMS}, /* ECS82 */
    {0x006B, GSME,        S,            DATED,             CRITICAL,       GBZ},  /* GCS01a */
    {0x006C, GSME,        S,            DATED,             CRITICAL,       GBZ},  /* GCS02 */
    {0x006D, GSME,        S,            DATED,             CRITICAL,       GBZ},  /* GCS03 */
    {0x006E, GSME,        S,            REPLAY,            CRITICAL,       GBZ},  /* GCS04 */
    {0x006F, GSME,        S,            DATED,             CRITICAL,       GBZ},  /* GCS05 */
    {0x0070, GSME,        S,            REPLAY,            CRITICAL,       GBZ},  /* GCS06 */
    {0x0071, GSME,        S,            NONE,              COMMAND,        GBZ},  /* GCS07 */
    {0x0072, GPF,         S,            NONE,              COMMAND,        GBZ},  /* GCS09 */
    {0x0073, GSME,        S,            REPLAY,            COMMAND,        GBZ},  /* GCS11 */
    {0x0074, GSME + GPF,  S + NO,       ENCRYPTED + TIME,  COMMAND,        GBZ},  /* GCS13a */
    {0x0075, GSME + GPF,  S,            ENCRYPTED + TIME,  COMMAND,        GBZ},  /* GCS14 */
    {0x0076, GSME + GPF,  S + ACB,      ENCRYPTED,         COMMAND,        GBZ},  /* GCS15c */
    {0x0077, GSME + GPF,  S + ACB,      ENCRYPTED,         COMMAND,        GBZ},  /* GCS16a */
    {0x0078, GSME + GPF,  S + NO + ACB, OTHER + ENCRYPTED, COMMAND,        GBZ},  /* GCS17 */
    {0x0079, GSME,        S + ACB,      ENCRYPTED,         COMMAND,        GBZ},  /* GCS18 */
    {0x007B, GSME,        S + NO + ACB, NONE,              COMMAND,        GBZ},  /* GCS21a */
    {0x007C, GSME,        S,            REPLAY,            CRITICAL,       GBZ},  /* GCS23 */
    {0x007D, GSME,        S,            REPLAY,            CRITICAL,       GBZ},  /* GCS24 */
    {0x007E, GSME,        S,            REPLAY,            CRITICAL,       GBZ},  /* GCS25 */
    {0x007F, GSME,        S,            REPLAY,            CRITICAL,       ASN1}, /* GCS28 */
    {0x0080, GSME,        ACB,          REPLAY,            COMMAND,        GBZ},  /* GCS31 */
    {0x0081, GSME,        S,            REPLAY,            CRITICAL,       GBZ},  /* GCS32 */
    {0x0082, GSME + GPF,  S + NO + ACB, NONE,              COMMAND,        GBZ},  /* GCS33 */
    {0x0083, GSME,        ACB,          REPLAY,            COMMAND,        GBZ},  /* GCS36 */
    {0x0084, GSME + GPF,  S + NO + ACB, NONE,              COMMAND,        GBZ},  /* GCS38 */
    {0x0085, GSME,        S,            REPLAY,            CRITICAL,       GBZ},  /* GCS39 */
    {0x0086, GSME,        S,            REPLAY,            CRITICAL,       GBZ},  /* GCS40a */
    {0x0087, GSME,        S,            REPLAY,            COMMAND,        GBZ},  /* GCS41 */
    {0x0088, GSME,        S,            NONE,              COMMAND,        GBZ},  /* GCS44 */
    {0x0089, GSME + GPF,  S + NO + ACB, NONE,              COMMAND,        GBZ},  /* GCS46 */
    {0x008B, GSME,        NONE,         ENCRYPTED,         CRITICAL_ALERT, GBZ},  /* GCS53 */
    {0x008C, GPF,         ACB,          REPLAY,            COMMAND,        ASN1}, /* GCS59 */
    {0x008D, GSME + GPF,  S,            NONE,              COMMAND,        GBZ},  /* GCS60 */
    {0x0090, GSME,        NONE,         NONE,              HAN_COMMAND,    GBZ},  /* PCS02 */
    {0x0092, CHF,         ACB,          NONE,              COMMAND,        DLMS}, /* ECS26i */
    {0x0093, CHF,         ACB,          NONE,              COMMAND,        DLMS}, /* ECS35c */
    {0x0094, CHF,         ACB,          NONE,              COMMAND,        DLMS}, /* ECS35d */
    {0x0096, GSME + GPF,  S + ACB,      ENCRYPTED,         COMMAND,        GBZ},  /* GCS16b */
    {0x0097, GSME,        S,            TOP_UP + TIME,     COMMAND,        GBZ},  /* CS01b */
    {0x009B, GSME,        NONE,         GBCS_USE_TOP_UP,   HAN_COMMAND,    GBZ},  /* PCS01 */
    {0x009D, GSME,        S,            NONE,              COMMAND,        GBZ},  /* GCS21d */
    {0x009E, GSME,        S,            NONE,              COMMAND,        GBZ},  /* GCS21e */
    {0x009F, GSME + GPF,  S + ACB,      OTHER,             COMMAND,        GBZ},  /* GCS21f */
    {0x00A0, GPF,         S + NO + ACB, ENCRYPTED,         COMMAND,        GBZ},  /* GCS61 */
    {0x00A1, GSME,        S + NO + ACB, NONE,              COMMAND,        GBZ},  /* CS10b */
    {0x00A2, ESME,        S,            DATED,             CRITICAL,       DLMS}, /* ECS01b */
    {0x00A3, GSME,        S,            DATED,             CRITICAL,       GBZ},  /* GCS01b */
    {0x00AB, HCALCS + PPMID, S + ACB,   REPLAY,            CRITICAL,       ASN1}, /* CS03A2 */
    {0x00AC, ESME,        S,            NONE,              COMMAND,        DLMS}, /* ECS25a */
    {0x00AD, GSME,        S,            NONE,              COMMAND,        GBZ},  /* GCS20 */
    {0x00AE, ESME,        NO,           REPLAY,            COMMAND,        DLMS}, /* ECS29b */
    {0x00AF, GSME + PPMID, S + ACB,     REPLAY,            CRITICAL,       ASN1}, /* CS03C */
    {0x00B0, ESME,        NO,           NONE,              COMMAND,        DLMS}, /* ECS25b */
    {0x00B2, GPF,         NONE,         NONE,              ALERT,          ASN1}, /* GCS62 */
    {0x00B3, ESME,        S,            REPLAY,            CRITICAL,       DLMS}, /* ECS04b */
    {0x00B4, GSME,        S,            REPLAY,            CRITICAL,       GBZ},  /* GCS40b */
    {0x00B5, GSME + GPF,  S,            NONE,              COMMAND,        GBZ},  /* GCS21b */
    {0x00B6, GSME + GPF,  S + NO,       ENCRYPTED + TIME,  COMMAND,        GBZ},  /* GCS13c */
    {0x00B7, ESME,        S,            DATED,             CRITICAL,       DLMS}, /* ECS01c */
    {0x00B8, GSME + GPF,  S,            ENCRYPTED + TIME,  COMMAND,        GBZ},  /* GCS13b */
    {0x00B9, ESME,        S + NO + ACB, NONE,              COMMAND,        DLMS}, /* ECS35e */
    {0x00BA, ESME,        S,            NONE,              COMMAND,        DLMS}, /* ECS35f */
    {0x00BB, ESME,        S,            NONE,              COMMAND,        DLMS}, /* ECS61a */
    {0x00BC, ESME,        S + NO + ACB, TIME,              COMMAND,        DLMS}, /* ECS23b */
    {0x00BD, ESME,        S + ACB,      OTHER,             COMMAND,        DLMS}, /* ECS24b */
    {0x00BE, ESME,        S + ACB,      NONE,              COMMAND,        DLMS}, /* ECS26j */
    {0x00BF, GSME + GPF,  S + ACB,      NONE,              COMMAND,        GBZ},  /* GCS21j */
    {0x00C0, GSME,        S,            REPLAY,            CRITICAL,       GBZ},  /* GCS40c */
    {0x00C1, ESME,        S,            NONE,              COMMAND,        DLMS}, /* ECS15c */
    {0x00C2, GSME,        S,            REPLAY,            CRITICAL,       GBZ},  /* GCS40d */
    {0x00C3, GSME + GPF,  S + ACB,      ENCRYPTED,         COMMAND,        GBZ},  /* GCS15b */
    {0x00C4, GSME + GPF,  S + ACB,      NONE,              COMMAND,        GBZ},  /* GCS15d */
    {0x00C5, GSME + GPF,  S + ACB,      NONE,              COMMAND,        GBZ},  /* GCS15e */
    {0x00C6, ESME,        S + NO + ACB, NONE,              COMMAND,        DLMS}, /* ECS26k */
    {0x00C7, ESME,        S,            DATED,             CRITICAL,       DLMS}, /* ECS01d */
    {0x00C9, ESME,        S + ACB,      NONE,              COMMAND,        DLMS}, /* ECS20d */
    {0x00CA, UPDATED,     NONE,         NONE,              CRITICAL_ALERT, ASN1}, /* CS06 */
    {0x00CB, ALL,         NONE,         NONE,              CRITICAL_ALERT, ASN1}, /* CS02b */
    {0x00CC, ESME + SAPC, NONE,         NONE,              CRITICAL_ALERT, DLMS},
    {0x00CD, GSME,        NONE,         NONE,              CRITICAL_ALERT, GBZ},
    {0x00CE, ESME,        NONE,         NONE,              CRITICAL_ALERT, DLMS},
    {0x00CF, GSME,        NONE,         NONE,              CRITICAL_ALERT, GBZ},
    {0x00D1, ESME,        NO,           REPLAY,            COMMAND,        DLMS}, /* ECS29c */
    {0x00D2, ESME,        NO,           REPLAY,            COMMAND,        DLMS}, /* ECS29d */
    {0x00D3, ESME,        NO,           REPLAY,            COMMAND,        DLMS}, /* ECS29e */
    {0x00D4, ESME,        NO,           REPLAY,            COMMAND,        DLMS}, /* ECS29f */
    {0x00D7, ESME,        S,            REPLAY,            CRITICAL,       DLMS}, /* ECS30a */
    {0x00D8, GSME,        S,            REPLAY,            CRITICAL,       GBZ},  /* GCS25a */
    {0x00D9, ESME,        S + ACB,      NONE,              COMMAND,        DLMS}, /* ECS26l */
    {0x00DA, GSME + GPF,  S + ACB,      NONE,              COMMAND,        GBZ},  /* GCS21k */
    {0x00DB, ESME,        S,            REPLAY,            CRITICAL,       DLMS}, /* ECS48 */
    {0x00DE, ESME,        S,            DATED,             CRITICAL,       DLMS}, /* ECS08a */
    {0x00EA, ESME,        S,            NONE,              COMMAND,        DLMS}, /* ECS25a1 */
    {0x00EB, ESME,        S,            NONE,              COMMAND,        DLMS}, /* ECS25a2 */
    {0x00EC, ESME,        S,            NONE,              COMMAND,        DLMS}, /* ECS25a3 */
    {0x00ED, ESME,        NO,           NONE,              COMMAND,        DLMS}, /* ECS25b3 */
    {0x00EE, ESME,        S,            NONE,              COMMAND,        DLMS}, /* ECS25r1 */
    {0x00EF, ESME,        NO,           NONE,              COMMAND,        DLMS}, /* ECS25r2 */
    {0x00F0, ESME,        NONE,         NONE,              ALERT,          DLMS},
    {0x00F1, GSME,        S,            NONE,              COMMAND,        GBZ},  /* GCS20r */
    {0x00F2, GSME,        NONE,         NONE,              ALERT,          GBZ},
    {0x00F9, ESME,        S + NO + ACB, NONE,              COMMAND,        DLMS}, /* ECS26m */
    {0x00FA, CHF,         ACB,          NONE,              COMMAND,        DLMS}, /* ECS26n */
    {0x00FB, GSME,        S + NO + ACB, NONE,              COMMAND,        GBZ},  /* GCS21m */
    {0x00FC, GSME,        S,            REPLAY,            CRITICAL,       GBZ},  /* GCS24a */
    {0x00FD, ESME,        S + NO + LC,  NONE,              COMMAND,        DLMS}, /* ECS35g */
    {0x00FE, CHF,         ACB,          NONE,              COMMAND,        DLMS}, /* CCS07 */
    {0x0100, SUPPLIED,    S,            DATED,             CRITICAL,       ASN1}, /* CS02b */
    {0x0101, CHF,         WAN,          DATED,             CRITICAL,       ASN1}, /* CS02b */
    {0x0102, SUPPLIED,    S + ACB,      DATED,             CRITICAL,       ASN1}, /* CS02b */
    {0x0103, SUPPLIED,    NO + ACB,     DATED,             CRITICAL,       ASN1}, /* CS02b */
    {0x0104, ALL,         ACB,          DATED,             VARIANT,        ASN1}, /* CS02b */
    {0x0105, CHF,         WAN,          DATED,             CRITICAL,       ASN1}, /* CS02b */
    {0x0106, ALL,         TCOS,         DATED,             CRITICAL,       ASN1}, /* CS02b */
    {0x0107, SUPPLIED,    TCOS,         DATED,             CRITICAL,       ASN1}, /* CS02b */
    {0x0108, ALL,         REC,          DATED,             VARIANT,        ASN1}, /* CS02b */
    {0x0109, ALL,         NONE,         DATED,             VARIANT,        ASN1}, /* CS02b */
    {0x010A, CHF,         ACB,          NONE,              COMMAND,        DLMS}, /* DBCH01 */
    {0x010B, CHF,         ACB,          NONE,              COMMAND,        DLMS}, /* DBCH02 */
    {0x010C, CHF,         ACB,          NONE,              COMMAND,        DLMS}, /* DBCH03 */
    {0x010D, CHF,         ACB,          REPLAY,            COMMAND,        DLMS}, /* DBCH04 */
    {0x010E, CHF,         ACB,          REPLAY,            COMMAND,        DLMS}, /* DBCH05 */
    {0x010F, CHF,         ACB,          NONE,              COMMAND,        DLMS}, /* CCS06 */
    {0x0110, CHF,         NONE,         NONE,              ALERT,          DLMS}, /* DBCH06 */
    {0x0111, CHF,         NONE,         NONE,              ALERT,          DLMS}, /* DBCH07 */
    {0x0112, CHF,         NONE,         NONE,              ALERT,          DLMS}, /* DBCH08 */
    {0x0113, CHF,         NONE,         NONE,              ALERT,          DLMS}, /* DBCH09 */
    {0x0114, CHF,         NONE,         NONE,              ALERT,          DLMS}, /* DBCH10 */
    {0x0115, CHF,         NONE,         NONE,              ALERT,          DLMS}, /* DBCH11 */
    {0x0116, ESME,        NONE,         NONE,              LOCAL,          ANY},  /* PECS01 */
    {0x0117, ESME,        NONE,         NONE,              LOCAL,          ANY},  /* PECS02 */
    {0x0118, ESME,        NONE,         NONE,              LOCAL,          ANY},  /* PECS03 */
    {0x0119, ESME,        NONE,         NONE,              LOCAL,          ANY},  /* HECS01 */
    {0x011A, ESME + SAPC, S,            DATED,             CRITICAL,       DLMS}, /* ECS46d */
    {0x011B, ESME + SAPC, S + NO + ACB + LC + TCOS, NONE,  VARIANT,        ASN1}, /* CS02f */
    {0x011C, ESME,        S + NO + ACB + LC, NONE,         COMMAND,        DLMS}, /* ECS61d */
    {0x011D, ESME,        S + NO + ACB + LC, NONE,         COMMAND,        DLMS}, /* ECS61e */
    {0x011E, ESME,        S,            REPLAY,            CRITICAL,       DLMS}, /* ECS47a */
    {0x011F, ESME,        LC,           REPLAY,            CRITICAL,       DLMS}, /* ECS47e */
    {0x0120, ALL,         NONE,         NONE,              CRITICAL_ALERT, DLMS}, /* ECS100 */
    {0x0121, ESME,        NONE,         NONE,              CRITICAL_ALERT, DLMS}, /* ECS101 */
    {0x0122, ESME + SAPC, NONE,         NONE,              CRITICAL_ALERT, DLMS}, /* ECS102 */
    {0x0123, ESME,        NONE,         NONE,              CRITICAL_ALERT, DLMS}, /* ECS200 */
    {0x0124, ESME + SAPC, NONE,         NONE,              CRITICAL_ALERT, ASN1}, /* CS02g */
    {0x0125, ESME + SAPC, LC,           DATED,             CRITICAL,       ASN1}, /* CS02g */
    {0x0126, ESME + SAPC, S,            DATED,             CRITICAL,       ASN1}, /* CS02g */
    {0x0128, CHF,         NONE,         NONE,              CRITICAL_ALERT, ASN1}, /* CCS08 */
    {0x0129, HCALCS + PPMID, ACB,       NONE,              COMMAND,        ASN1}, /* CS08 */
    {0x012A, GSME + GPF,  S,            TIME,              COMMAND,        GBZ},  /* GCS60a */
    {0x012B, PPMID,       NONE,         NONE,              CRITICAL_ALERT, ASN1}, /* CS09 */
    {0x1000, ALL,         NONE,         NONE,              CRITICAL_ALERT, ANY},
    {0x1001, ALL,         NONE,         NONE,              ALERT,          ANY},
};
/* clang-format on */

#define USE_CASE_COUNT ((sizeof USE_CASES) / (sizeof USE_CASES[0]))

const gbcs_use_case *gbcs_use_case_find(uint16_t code)
{
    /* if the code is there, its place is in first .. end - 1 */
    size_t first = 0U;
    size_t end = USE_CASE_COUNT;
    size_t middle;

    while ((end - first) > 1U) {
        middle = first + ((end - first) / 2U);
        if (USE_CASES[middle].code <= code) {
            first = middle;
        } else {
            end = middle;
        }
    }
    return (USE_CASES[first].code == code) ? &USE_CASES[first] : NULL;
}

bool gbcs_use_case_for_device(const gbcs_use_case *use_case, uint8_t device_type)
{
    return (device_type < GBCS_DEVICES) && (((use_case->devices >> device_type) & 1U) != 0U);
}

bool gbcs_use_case_for_role(const gbcs_use_case *use_case, uint8_t role)
{
    return gbcs_roles_hold(use_case->roles, role);
}

const gbcs_use_case *gbcs_use_case_at(size_t index)
{
    return (index < USE_CASE_COUNT) ? &USE_CASES[index] : NULL;
}
