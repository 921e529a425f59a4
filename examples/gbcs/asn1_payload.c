/**
 * @file
 * The types of ASN.1 payloads (GBCS 13, 11, 9 and 19: CS02 to CS09, CCS08, GCS28, GCS59, GCS62).
 */
#include "asn1.h"

/** Tags of context-specific members. */
#define CONTEXT(number) (GBCS_BER_CONTEXT + (number))
#define CONTEXT_OF(number) (GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED + (number))

/** A type with members. */
#define WITH_MEMBERS(kind, list)                                                                   \
    {                                                                                              \
        .shape = (kind), .members = (list), .count = TOOL_COUNT(list)                              \
    }
/** A type of number whose values have names. */
#define NAMED(table)                                                                               \
    {                                                                                              \
        .shape = ASN1_VALUE, .format = asn1_format_number, .names = &(table)                       \
    }

/** A #name_table of a given name over rows. */
#define NAMES(table, ...)                                                                          \
    static const number_name table##_ROWS[] = {__VA_ARGS__};                                       \
    static const name_table table = NAME_TABLE(table##_ROWS)

NAMES(ROLES, {0U, "root"}, {1U, "recovery"}, {2U, "supplier"}, {3U, "networkOperator"},
      {4U, "accessControlBroker"}, {5U, "transitionalCoS"}, {6U, "wanProvider"},
      {7U, "issuingAuthority"}, {8U, "loadController"}, {127U, "other"});
NAMES(CELL_USAGES, {0U, "management"}, {1U, "prePaymentTopUp"});
NAMES(STATUS_CODES, {0U, "success"}, {5U, "badCertificate"}, {10U, "noTrustAnchor"},
      {17U, "insufficientMemory"}, {25U, "trustAnchorNotFound"}, {30U, "resourcesBusy"},
      {127U, "other"});
NAMES(MODES, {0U, "rootBySupplier"}, {1U, "rootByWanProvider"}, {2U, "supplierBySupplier"},
      {3U, "networkOperatorByNetworkOperator"}, {4U, "accessControlBrokerByACB"},
      {5U, "wanProviderByWanProvider"}, {6U, "transCoSByTransCoS"}, {7U, "supplierByTransCoS"},
      {8U, "anyExceptAbnormalRootByRecovery"}, {9U, "anyByContingency"},
      {10U, "loadControllerByLoadController"}, {11U, "loadControllerBySupplier"});
NAMES(TIME_CHECKS, {0U, "apply"}, {1U, "disapply"});
NAMES(NUMBER_USAGES, {0U, "prepaymentTopUp"});
NAMES(REQUEST_ERRORS, {1U, "invalidKeyUsage"}, {2U, "keyPairGenerationFailed"},
      {3U, "cRProductionFailed"});
NAMES(UPDATE_RESULTS, {0U, "success"}, {1U, "invalidCertificate"}, {2U, "wrongDeviceIdentity"},
      {3U, "invalidKeyUsage"}, {4U, "noCorrespondingKeyPairGenerated"}, {5U, "wrongPublicKey"},
      {6U, "certificateStorageFailed"}, {7U, "privateKeyChangeFailed"});
NAMES(PROVIDE_ERRORS, {1U, "invalidKeyUsage"}, {2U, "noCertificateHeld"},
      {3U, "certificateRetrievalFailure"});
NAMES(DEVICE_TYPES, {0U, "gSME"}, {1U, "eSME"}, {2U, "communicationsHubCommunicationsHubFunction"},
      {3U, "communicationsHubGasProxyFunction"},
      {4U, "type1HANConnectedAuxiliaryLoadControlSwitch"}, {5U, "type1PrepaymentInterfaceDevice"},
      {6U, "type2"});
NAMES(JOIN_METHODS, {0U, "methodAInitiator"}, {1U, "methodAResponder"}, {2U, "methodB"},
      {3U, "methodC"});
NAMES(JOIN_RESULTS, {0U, "success"}, {1U, "invalidMessageCodeForJoinMethodAndRole"},
      {2U, "invalidJoinMethodAndRole"}, {3U, "incompatibleWithExistingEntry"},
      {4U, "deviceLogFull"}, {5U, "writeFailure"}, {6U, "keyAgreementNoResources"},
      {7U, "keyAgreementUnknownIssuer"}, {8U, "keyAgreementUnsupportedSuite"},
      {9U, "keyAgreementBadMessage"}, {10U, "keyAgreementBadKeyConfirm"},
      {11U, "invalidOrMissingCertificate"}, {12U, "noPartnerLinkKeyReceived"},
      {13U, "noCBKEResponse"});
NAMES(UNJOIN_RESULTS, {0U, "success"}, {1U, "notInDeviceLog"}, {2U, "otherFailure"});
NAMES(READ_RESULTS, {0U, "success"}, {1U, "readFailure"});
NAMES(ACTIVATION_RESULTS, {0U, "success"}, {1U, "noImageHeld"}, {2U, "hashMismatch"},
      {3U, "activationFailure"});
NAMES(VERSION_RESULTS, {0U, "success"}, {1U, "failure"});
NAMES(TRANSFER_RESULTS, {0U, "success"}, {1U, "image discarded"}, {2U, "hardware version mismatch"},
      {3U, "file transfer failure"});
NAMES(TIME_STATUSES, {0U, "reliable"}, {1U, "invalid"}, {2U, "unreliable"});

static void format_alert_code(const gbcs_tlv *tlv, gbcs_bytes oid, format_text *text)
{
    const uint64_t code = (tlv->value.size <= 8U) ? format_number(tlv->value) : 0U;
    const char *name = name_of_alert((uint32_t)code);

    (void)oid;
    (void)snprintf(text->text, sizeof text->text, "%04llX%s%s", (unsigned long long)code,
                   (name != NULL) ? " " : "", (name != NULL) ? name : "");
}

static const asn1_type ALERT_CODE = {.shape = ASN1_VALUE, .format = format_alert_code};
static const asn1_type ROLE = NAMED(ROLES);
static const asn1_type CELL_USAGE = NAMED(CELL_USAGES);
static const asn1_type STATUS_CODE = NAMED(STATUS_CODES);
static const asn1_type MODE = NAMED(MODES);
static const asn1_type TIME_CHECK = NAMED(TIME_CHECKS);
static const asn1_type NUMBER_USAGE = NAMED(NUMBER_USAGES);
static const asn1_type DEVICE_TYPE = NAMED(DEVICE_TYPES);
static const asn1_type JOIN_METHOD = NAMED(JOIN_METHODS);
static const asn1_type JOIN_RESULT = NAMED(JOIN_RESULTS);
static const asn1_type UNJOIN_RESULT = NAMED(UNJOIN_RESULTS);
static const asn1_type READ_RESULT = NAMED(READ_RESULTS);
static const asn1_type REQUEST_ERROR = NAMED(REQUEST_ERRORS);
static const asn1_type UPDATE_RESULT = NAMED(UPDATE_RESULTS);
static const asn1_type PROVIDE_ERROR = NAMED(PROVIDE_ERRORS);
static const asn1_type ACTIVATION_RESULT = NAMED(ACTIVATION_RESULTS);
static const asn1_type VERSION_RESULT = NAMED(VERSION_RESULTS);
static const asn1_type TRANSFER_RESULT = NAMED(TRANSFER_RESULTS);
static const asn1_type TIME_STATUS = NAMED(TIME_STATUSES);

/* Types of several use cases. */

static const asn1_member CELL_MEMBERS[] = {
    {"trustAnchorCellRemotePartyRole", GBCS_BER_INTEGER, &ROLE, false},
    {"trustAnchorCellKeyUsage", GBCS_BER_BIT_STRING, &ASN1_KEY_USAGE, false},
    {"trustAnchorCellUsage", GBCS_BER_INTEGER, &CELL_USAGE, true},
};
static const asn1_type CELL = WITH_MEMBERS(ASN1_SEQUENCE, CELL_MEMBERS);

static const asn1_member SPECIALIST_MEMBERS[] = {
    {"seqNumberUsage", GBCS_BER_INTEGER, &NUMBER_USAGE, false},
    {"seqNumber", GBCS_BER_INTEGER, &ASN1_NUMBER, false},
};
static const asn1_type SPECIALIST = WITH_MEMBERS(ASN1_SEQUENCE, SPECIALIST_MEMBERS);
static const asn1_member SPECIALIST_ONE[] = {
    {"specialistSeqNumber", GBCS_BER_SEQUENCE, &SPECIALIST, false}};
static const asn1_type SPECIALIST_LIST = WITH_MEMBERS(ASN1_LIST, SPECIALIST_ONE);

static const asn1_member CHANGE_MEMBERS[] = {
    {"otherRemotePartyRole", GBCS_BER_INTEGER, &ROLE, false},
    {"otherRemotePartyFloorSeqNumber", GBCS_BER_INTEGER, &ASN1_NUMBER, false},
    {"newRemotePartySpecialistFloorSeqNumber", GBCS_BER_SEQUENCE, &SPECIALIST_LIST, true},
};
static const asn1_type CHANGE = WITH_MEMBERS(ASN1_SEQUENCE, CHANGE_MEMBERS);
static const asn1_member CHANGE_ONE[] = {
    {"remotePartySeqNumberChange", GBCS_BER_SEQUENCE, &CHANGE, false}};
static const asn1_type CHANGE_LIST = WITH_MEMBERS(ASN1_LIST, CHANGE_ONE);

static const asn1_member ENTRY_MEMBERS[] = {
    {"deviceID", GBCS_BER_OCTET_STRING, &ASN1_OCTETS, false},
    {"deviceType", GBCS_BER_INTEGER, &DEVICE_TYPE, false},
};
static const asn1_type ENTRY = WITH_MEMBERS(ASN1_SEQUENCE, ENTRY_MEMBERS);
static const asn1_member ENTRY_ONE[] = {{"deviceLogEntry", GBCS_BER_SEQUENCE, &ENTRY, false}};
static const asn1_type ENTRY_LIST = WITH_MEMBERS(ASN1_LIST, ENTRY_ONE);

/* CS02a and CS02f: Provide Security Credential Details. */

static const asn1_member ROLE_ONE[] = {{"remotePartyRole", GBCS_BER_INTEGER, &ROLE, false}};
static const asn1_type ROLE_LIST = WITH_MEMBERS(ASN1_LIST, ROLE_ONE);
static const asn1_member DETAILS_COMMAND_MEMBERS[] = {
    {"authorisingRemotePartyTACellIdentifier", GBCS_BER_SEQUENCE, &CELL, false},
    {"remotePartyRolesCredentialsRequired", GBCS_BER_SEQUENCE, &ROLE_LIST, false},
};
static const asn1_type DETAILS_COMMAND = WITH_MEMBERS(ASN1_SEQUENCE, DETAILS_COMMAND_MEMBERS);
static const asn1_member CONTENTS_MEMBERS[] = {
    {"trustAnchorCellKeyUsage", GBCS_BER_BIT_STRING, &ASN1_KEY_USAGE, false},
    {"trustAnchorCellUsage", GBCS_BER_INTEGER, &CELL_USAGE, true},
    {"existingSubjectUniqueID", GBCS_BER_OCTET_STRING, &ASN1_OCTETS, false},
    {"existingSubjectKeyIdentifier", GBCS_BER_OCTET_STRING, &ASN1_OCTETS, false},
};
static const asn1_type CONTENTS = WITH_MEMBERS(ASN1_SEQUENCE, CONTENTS_MEMBERS);
static const asn1_member CONTENTS_ONE[] = {
    {"trustAnchorCellContents", GBCS_BER_SEQUENCE, &CONTENTS, false}};
static const asn1_type CONTENTS_LIST = WITH_MEMBERS(ASN1_LIST, CONTENTS_ONE);
static const asn1_member PARTY_MEMBERS[] = {
    {"remotePartyRole", GBCS_BER_INTEGER, &ROLE, false},
    {"statusCode", GBCS_BER_ENUMERATED, &STATUS_CODE, false},
    {"currentSeqNumber", GBCS_BER_INTEGER, &ASN1_NUMBER, true},
    {"trustAnchorCellsDetails", GBCS_BER_SEQUENCE, &CONTENTS_LIST, true},
};
static const asn1_type PARTY = WITH_MEMBERS(ASN1_SEQUENCE, PARTY_MEMBERS);
static const asn1_member PARTY_ONE[] = {{"remotePartyDetails", GBCS_BER_SEQUENCE, &PARTY, false}};
static const asn1_type PARTY_LIST = WITH_MEMBERS(ASN1_LIST, PARTY_ONE);

/* CS02b and CS02g: Update Security Credentials. */

static const asn1_member CONTROL_MEMBERS[] = {
    {"credentialsReplacementMode", GBCS_BER_INTEGER, &MODE, false},
    {"plaintextSymmetricKey", CONTEXT(0U), &ASN1_OCTETS, true},
    {"applyTimeBasedCPVChecks", CONTEXT(1U), &TIME_CHECK, true},
    {"authorisingRemotePartyTACellIdentifier", CONTEXT_OF(2U), &CELL, true},
    {"authorisingRemotePartySeqNumber", CONTEXT(3U), &ASN1_NUMBER, false},
    {"newRemotePartyFloorSeqNumber", CONTEXT(4U), &ASN1_NUMBER, true},
    {"newRemotePartySpecialistFloorSeqNumber", CONTEXT_OF(5U), &SPECIALIST_LIST, true},
    {"otherRemotePartySeqNumberChanges", CONTEXT_OF(6U), &CHANGE_LIST, true},
};
static const asn1_type CONTROL = WITH_MEMBERS(ASN1_SEQUENCE, CONTROL_MEMBERS);
static const asn1_member REPLACEMENT_MEMBERS[] = {
    {"replacementCertificate", GBCS_BER_SEQUENCE, &ASN1_CERTIFICATE, false},
    {"targetTrustAnchorCell", GBCS_BER_SEQUENCE, &CELL, false},
};
static const asn1_type REPLACEMENT = WITH_MEMBERS(ASN1_SEQUENCE, REPLACEMENT_MEMBERS);
static const asn1_member REPLACEMENT_ONE[] = {
    {"trustAnchorReplacement", GBCS_BER_SEQUENCE, &REPLACEMENT, false}};
static const asn1_type REPLACEMENT_LIST = WITH_MEMBERS(ASN1_LIST, REPLACEMENT_ONE);
static const asn1_member CERTIFICATE_ONE[] = {
    {"certificate", GBCS_BER_SEQUENCE, &ASN1_CERTIFICATE, false}};
static const asn1_type CERTIFICATE_LIST = WITH_MEMBERS(ASN1_LIST, CERTIFICATE_ONE);
static const asn1_member UPDATE_COMMAND_MEMBERS[] = {
    {"authorisingRemotePartyControl", GBCS_BER_SEQUENCE, &CONTROL, false},
    {"replacements", GBCS_BER_SEQUENCE, &REPLACEMENT_LIST, false},
    {"certificationPathCertificates", GBCS_BER_SEQUENCE, &CERTIFICATE_LIST, false},
    {"executionDateTime", GBCS_BER_GENERALIZED_TIME, &ASN1_TIME, true},
};
static const asn1_type UPDATE_COMMAND = WITH_MEMBERS(ASN1_SEQUENCE, UPDATE_COMMAND_MEMBERS);
static const asn1_member OUTCOME_MEMBERS[] = {
    {"affectedTrustAnchorCell", GBCS_BER_SEQUENCE, &CELL, false},
    {"statusCode", GBCS_BER_ENUMERATED, &STATUS_CODE, false},
    {"existingSubjectUniqueID", GBCS_BER_OCTET_STRING, &ASN1_OCTETS, false},
    {"existingSubjectKeyIdentifier", GBCS_BER_OCTET_STRING, &ASN1_OCTETS, false},
    {"replacingSubjectUniqueID", GBCS_BER_OCTET_STRING, &ASN1_OCTETS, false},
    {"replacingSubjectKeyIdentifier", GBCS_BER_OCTET_STRING, &ASN1_OCTETS, false},
};
static const asn1_type OUTCOME = WITH_MEMBERS(ASN1_SEQUENCE, OUTCOME_MEMBERS);
static const asn1_member OUTCOME_ONE[] = {
    {"replacementOutcome", GBCS_BER_SEQUENCE, &OUTCOME, false}};
static const asn1_type OUTCOME_LIST = WITH_MEMBERS(ASN1_LIST, OUTCOME_ONE);
static const asn1_member EXECUTION_MEMBERS[] = {
    {"authorisingRemotePartySeqNumber", GBCS_BER_INTEGER, &ASN1_NUMBER, false},
    {"credentialsReplacementMode", GBCS_BER_INTEGER, &MODE, false},
    {"remotePartySeqNumberChanges", GBCS_BER_SEQUENCE, &CHANGE_LIST, false},
    {"replacementOutcomes", GBCS_BER_SEQUENCE, &OUTCOME_LIST, false},
};
static const asn1_type EXECUTION = WITH_MEMBERS(ASN1_SEQUENCE, EXECUTION_MEMBERS);
static const asn1_member UPDATE_RESPONSE_MEMBERS[] = {
    {"commandAccepted", GBCS_BER_NULL, &ASN1_NOTHING, false},
    {"executionOutcome", GBCS_BER_SEQUENCE, &EXECUTION, true},
};
static const asn1_type UPDATE_RESPONSE = WITH_MEMBERS(ASN1_SEQUENCE, UPDATE_RESPONSE_MEMBERS);
static const asn1_member UPDATE_ALERT_MEMBERS[] = {
    {"alertCode", GBCS_BER_INTEGER, &ALERT_CODE, false},
    {"executionDateTime", GBCS_BER_GENERALIZED_TIME, &ASN1_TIME, false},
    {"executionOutcome", GBCS_BER_SEQUENCE, &EXECUTION, false},
};
static const asn1_type UPDATE_ALERT = WITH_MEMBERS(ASN1_SEQUENCE, UPDATE_ALERT_MEMBERS);

/* CS02c, CS02d, CS02e: a device's own certificates. */

static const asn1_member KEY_USAGE_COMMAND_MEMBERS[] = {
    {"keyUsage", GBCS_BER_BIT_STRING, &ASN1_KEY_USAGE, false}};
static const asn1_type KEY_USAGE_COMMAND = WITH_MEMBERS(ASN1_SEQUENCE, KEY_USAGE_COMMAND_MEMBERS);
static const asn1_member ISSUE_RESPONSE_MEMBERS[] = {
    {"certificationRequest", GBCS_BER_SEQUENCE, &ASN1_REQUEST, false},
    {"issueCredentialsResponseCode", GBCS_BER_INTEGER, &REQUEST_ERROR, false},
};
static const asn1_type ISSUE_RESPONSE = WITH_MEMBERS(ASN1_CHOICE, ISSUE_RESPONSE_MEMBERS);
static const asn1_member PROVIDE_RESPONSE_MEMBERS[] = {
    {"certificate", GBCS_BER_SEQUENCE, &ASN1_CERTIFICATE, false},
    {"provideDeviceCertificateResponseCode", GBCS_BER_INTEGER, &PROVIDE_ERROR, false},
};
static const asn1_type PROVIDE_RESPONSE = WITH_MEMBERS(ASN1_CHOICE, PROVIDE_RESPONSE_MEMBERS);

/* CS03, CS04, CS07, GCS59, GCS62: joining, and the Device Log. */

static const asn1_member JOIN_COMMAND_MEMBERS[] = {
    {"joinMethodAndRole", GBCS_BER_INTEGER, &JOIN_METHOD, false},
    {"otherDeviceEntityIdentifier", GBCS_BER_OCTET_STRING, &ASN1_OCTETS, false},
    {"otherDeviceType", GBCS_BER_INTEGER, &DEVICE_TYPE, false},
    {"otherDeviceCertificate", GBCS_BER_SEQUENCE, &ASN1_CERTIFICATE, true},
};
static const asn1_type JOIN_COMMAND = WITH_MEMBERS(ASN1_SEQUENCE, JOIN_COMMAND_MEMBERS);
static const asn1_member LOG_RESPONSE_MEMBERS[] = {
    {"readResponseCode", GBCS_BER_INTEGER, &READ_RESULT, false},
    {"deviceLogEntries", GBCS_BER_SEQUENCE, &ENTRY_LIST, true},
};
static const asn1_type LOG_RESPONSE = WITH_MEMBERS(ASN1_SEQUENCE, LOG_RESPONSE_MEMBERS);
static const asn1_member RESTORE_COMMAND_MEMBERS[] = {
    {"deviceLogEntries", GBCS_BER_SEQUENCE, &ENTRY_LIST, false}};
static const asn1_type RESTORE_COMMAND = WITH_MEMBERS(ASN1_SEQUENCE, RESTORE_COMMAND_MEMBERS);
static const asn1_member RESTORED_MEMBERS[] = {
    {"deviceLogEntry", GBCS_BER_SEQUENCE, &ENTRY, false},
    {"joinResponseCode", GBCS_BER_INTEGER, &JOIN_RESULT, false},
};
static const asn1_type RESTORED = WITH_MEMBERS(ASN1_SEQUENCE, RESTORED_MEMBERS);
static const asn1_member RESTORED_ONE[] = {{"restoreOutcome", GBCS_BER_SEQUENCE, &RESTORED, false}};
static const asn1_type RESTORED_LIST = WITH_MEMBERS(ASN1_LIST, RESTORED_ONE);
static const asn1_member RESTORE_RESPONSE_MEMBERS[] = {
    {"restoreOutcomes", GBCS_BER_SEQUENCE, &RESTORED_LIST, false}};
static const asn1_type RESTORE_RESPONSE = WITH_MEMBERS(ASN1_SEQUENCE, RESTORE_RESPONSE_MEMBERS);
static const asn1_member BACKUP_ALERT_MEMBERS[] = {
    {"alertCode", GBCS_BER_INTEGER, &ALERT_CODE, false},
    {"backupDateTime", GBCS_BER_GENERALIZED_TIME, &ASN1_TIME, false},
    {"deviceLogEntries", GBCS_BER_SEQUENCE, &ENTRY_LIST, false},
};
static const asn1_type BACKUP_ALERT = WITH_MEMBERS(ASN1_SEQUENCE, BACKUP_ALERT_MEMBERS);

/* CS06, CS08, CS09, CCS08: firmware. */

static const asn1_member ACTIVATE_COMMAND_MEMBERS[] = {
    {"manufacturerImageHash", GBCS_BER_OCTET_STRING, &ASN1_OCTETS, false},
    {"originatorCounter", GBCS_BER_INTEGER, &ASN1_NUMBER, false},
    {"executionDateTime", GBCS_BER_GENERALIZED_TIME, &ASN1_TIME, true},
};
static const asn1_type ACTIVATE_COMMAND = WITH_MEMBERS(ASN1_SEQUENCE, ACTIVATE_COMMAND_MEMBERS);
static const asn1_member ACTIVATION_MEMBERS[] = {
    {"activateImageResponseCode", GBCS_BER_INTEGER, &ACTIVATION_RESULT, false},
    {"firmwareVersion", GBCS_BER_OCTET_STRING, &ASN1_OCTETS, false},
};
static const asn1_type ACTIVATION = WITH_MEMBERS(ASN1_SEQUENCE, ACTIVATION_MEMBERS);
static const asn1_member ACTIVATE_RESPONSE_MEMBERS[] = {
    {"commandAccepted", GBCS_BER_NULL, &ASN1_NOTHING, false},
    {"executionOutcome", GBCS_BER_SEQUENCE, &ACTIVATION, false},
};
static const asn1_type ACTIVATE_RESPONSE = WITH_MEMBERS(ASN1_CHOICE, ACTIVATE_RESPONSE_MEMBERS);
static const asn1_member ACTIVATE_ALERT_MEMBERS[] = {
    {"alertCode", GBCS_BER_INTEGER, &ALERT_CODE, false},
    {"executionDateTime", GBCS_BER_GENERALIZED_TIME, &ASN1_TIME, false},
    {"originatorCounter", GBCS_BER_INTEGER, &ASN1_NUMBER, false},
    {"executionOutcome", GBCS_BER_SEQUENCE, &ACTIVATION, false},
};
static const asn1_type ACTIVATE_ALERT = WITH_MEMBERS(ASN1_SEQUENCE, ACTIVATE_ALERT_MEMBERS);
static const asn1_member VERSION_RESPONSE_MEMBERS[] = {
    {"firmwareVersion", GBCS_BER_OCTET_STRING, &ASN1_OCTETS, false},
    {"responseCode", GBCS_BER_INTEGER, &VERSION_RESULT, false},
};
static const asn1_type VERSION_RESPONSE = WITH_MEMBERS(ASN1_SEQUENCE, VERSION_RESPONSE_MEMBERS);
static const asn1_member ACTIVATED_ALERT_MEMBERS[] = {
    {"alertCode", GBCS_BER_INTEGER, &ALERT_CODE, false},
    {"dateTime", GBCS_BER_GENERALIZED_TIME, &ASN1_TIME, false},
    {"firmwareVersion", GBCS_BER_OCTET_STRING, &ASN1_OCTETS, false},
    {"activateImageResponseCode", GBCS_BER_INTEGER, &VERSION_RESULT, false},
};
static const asn1_type ACTIVATED_ALERT = WITH_MEMBERS(ASN1_SEQUENCE, ACTIVATED_ALERT_MEMBERS);
static const asn1_member TRANSFER_ALERT_MEMBERS[] = {
    {"alertCode", GBCS_BER_INTEGER, &ALERT_CODE, false},
    {"dateTime", GBCS_BER_GENERALIZED_TIME, &ASN1_TIME, false},
    {"entityIdentifier", GBCS_BER_OCTET_STRING, &ASN1_OCTETS, false},
    {"firmwareVersion", GBCS_BER_OCTET_STRING, &ASN1_OCTETS, false},
    {"responseCode", GBCS_BER_INTEGER, &TRANSFER_RESULT, false},
};
static const asn1_type TRANSFER_ALERT = WITH_MEMBERS(ASN1_SEQUENCE, TRANSFER_ALERT_MEMBERS);

/* GCS28: Set Clock. */

static const asn1_member CLOCK_COMMAND_MEMBERS[] = {
    {"validityIntervalStart", GBCS_BER_GENERALIZED_TIME, &ASN1_TIME, false},
    {"validityIntervalEnd", GBCS_BER_GENERALIZED_TIME, &ASN1_TIME, false},
};
static const asn1_type CLOCK_COMMAND = WITH_MEMBERS(ASN1_SEQUENCE, CLOCK_COMMAND_MEMBERS);
static const asn1_member CLOCK_RESPONSE_MEMBERS[] = {
    {"deviceTime", GBCS_BER_GENERALIZED_TIME, &ASN1_TIME, false},
    {"deviceTimeStatus", GBCS_BER_INTEGER, &TIME_STATUS, false},
};
static const asn1_type CLOCK_RESPONSE = WITH_MEMBERS(ASN1_SEQUENCE, CLOCK_RESPONSE_MEMBERS);

/** The payload of a range of Message Codes. */
typedef struct payload_row {
    uint16_t first;
    uint16_t last;
    gbcs_cra cra;
    asn1_member payload;
} payload_row;

/** A row of one Message Code. */
#define ONE(code, kind, type)                                                                      \
    {                                                                                              \
        (code), (code), (kind),                                                                    \
        {                                                                                          \
            "payload", 0U, (type), false                                                           \
        }                                                                                          \
    }

static const payload_row PAYLOADS[] = {
    ONE(0x0008U, GBCS_CRA_COMMAND, &DETAILS_COMMAND),
    ONE(0x0008U, GBCS_CRA_RESPONSE, &PARTY_LIST),
    ONE(0x000AU, GBCS_CRA_COMMAND, &KEY_USAGE_COMMAND),
    ONE(0x000AU, GBCS_CRA_RESPONSE, &ISSUE_RESPONSE),
    ONE(0x000BU, GBCS_CRA_COMMAND, &ASN1_CERTIFICATE),
    ONE(0x000BU, GBCS_CRA_RESPONSE, &UPDATE_RESULT),
    ONE(0x000CU, GBCS_CRA_COMMAND, &KEY_USAGE_COMMAND),
    ONE(0x000CU, GBCS_CRA_RESPONSE, &PROVIDE_RESPONSE),
    {0x000DU, 0x000EU, GBCS_CRA_COMMAND, {"payload", 0U, &JOIN_COMMAND, false}},
    {0x000DU, 0x000EU, GBCS_CRA_RESPONSE, {"payload", 0U, &JOIN_RESULT, false}},
    {0x000FU, 0x0010U, GBCS_CRA_COMMAND, {"otherDeviceEntityIdentifier", 0U, &ASN1_OCTETS, false}},
    {0x000FU, 0x0010U, GBCS_CRA_RESPONSE, {"payload", 0U, &UNJOIN_RESULT, false}},
    ONE(0x0012U, GBCS_CRA_COMMAND, &ACTIVATE_COMMAND),
    ONE(0x0012U, GBCS_CRA_RESPONSE, &ACTIVATE_RESPONSE),
    ONE(0x0013U, GBCS_CRA_COMMAND, &ASN1_NOTHING),
    ONE(0x0013U, GBCS_CRA_RESPONSE, &LOG_RESPONSE),
    ONE(0x007FU, GBCS_CRA_COMMAND, &CLOCK_COMMAND),
    ONE(0x007FU, GBCS_CRA_RESPONSE, &CLOCK_RESPONSE),
    ONE(0x008CU, GBCS_CRA_COMMAND, &RESTORE_COMMAND),
    ONE(0x008CU, GBCS_CRA_RESPONSE, &RESTORE_RESPONSE),
    ONE(0x00ABU, GBCS_CRA_COMMAND, &JOIN_COMMAND),
    ONE(0x00ABU, GBCS_CRA_RESPONSE, &JOIN_RESULT),
    ONE(0x00AFU, GBCS_CRA_COMMAND, &JOIN_COMMAND),
    ONE(0x00AFU, GBCS_CRA_RESPONSE, &JOIN_RESULT),
    ONE(0x00B2U, GBCS_CRA_ALERT, &BACKUP_ALERT),
    ONE(0x00CAU, GBCS_CRA_ALERT, &ACTIVATE_ALERT),
    ONE(0x00CBU, GBCS_CRA_ALERT, &UPDATE_ALERT),
    {0x0100U, 0x0109U, GBCS_CRA_COMMAND, {"payload", 0U, &UPDATE_COMMAND, false}},
    {0x0100U, 0x0109U, GBCS_CRA_RESPONSE, {"payload", 0U, &UPDATE_RESPONSE, false}},
    ONE(0x011BU, GBCS_CRA_COMMAND, &DETAILS_COMMAND),
    ONE(0x011BU, GBCS_CRA_RESPONSE, &PARTY_LIST),
    ONE(0x0124U, GBCS_CRA_ALERT, &UPDATE_ALERT),
    {0x0125U, 0x0126U, GBCS_CRA_COMMAND, {"payload", 0U, &UPDATE_COMMAND, false}},
    {0x0125U, 0x0126U, GBCS_CRA_RESPONSE, {"payload", 0U, &UPDATE_RESPONSE, false}},
    ONE(0x0128U, GBCS_CRA_ALERT, &TRANSFER_ALERT),
    ONE(0x0129U, GBCS_CRA_COMMAND, &ASN1_NOTHING),
    ONE(0x0129U, GBCS_CRA_RESPONSE, &VERSION_RESPONSE),
    ONE(0x012BU, GBCS_CRA_ALERT, &ACTIVATED_ALERT),
};

const asn1_member *asn1_payload(uint16_t code, gbcs_cra cra)
{
    const asn1_member *found = NULL;

    for (size_t i = 0U; i < TOOL_COUNT(PAYLOADS); i++) {
        if ((code >= PAYLOADS[i].first) && (code <= PAYLOADS[i].last) && (cra == PAYLOADS[i].cra)) {
            found = &PAYLOADS[i].payload;
        }
    }
    return found;
}
