/**
 * @file
 * gbcs cert issue: the certificate of a device, from its request, or of an organisation.
 */
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "cert_issue.h"
#include "input.h"
#include "pem.h"

/** Octets of a certificate, with room to spare. */
#define CERTIFICATE_ROOM 2048U
/** Years for which an organisation's certificate is good, if nothing else is said. */
#define YEARS 10U

/** The issuer's name, key identifier and policy. */
static bool take_issuer(issue_wish *wish)
{
    gbcs_credential issuer;
    gbcs_reader policies;
    gbcs_reader information;
    bool good = cert_read_certificate(wish->issuer, &wish->issuer_octets);

    if (good) {
        const gbcs_status status =
            gbcs_credential_authority(&wish->crypto, wish->issuer_octets, &issuer);
        good = status == GBCS_OK;
        if (!good) {
            tool_error("%s: not the certificate of an issuing authority: %s", wish->issuer,
                       gbcs_status_text(status));
        }
    }
    if (good) {
        wish->content.issuer.octets = issuer.certificate.subject;
        (void)memcpy(wish->content.authority_identifier, issuer.key_identifier,
                     sizeof wish->content.authority_identifier);
        policies = gbcs_reader_of(issuer.policies);
        information = gbcs_reader_of(gbcs_read_tagged(&policies, GBCS_DER, GBCS_BER_SEQUENCE));
        wish->content.policy = gbcs_read_tagged(&information, GBCS_DER, GBCS_BER_OID);
        good = gbcs_reader_finish(&policies) == GBCS_OK;
        if (!good) {
            tool_error("%s: has several policies, and only one can be written", wish->issuer);
        } else if ((wish->request == NULL) && (issuer.role != GBCS_ROLE_ISSUING_AUTHORITY)) {
            tool_error("%s: an authority without role 07 issues to devices only", wish->issuer);
            good = false;
        } else {
            good = true;
        }
    }
    return good;
}

/** What the request of a device asks for. An exit status. */
static int take_request(issue_wish *wish)
{
    cert_form form;
    cert_asked asked;
    cert_wish asks;
    const char *reason = NULL;
    int result = TOOL_ERROR;

    if (!cert_read(wish->request, &wish->request_octets, &form, &reason)) {
        tool_error("%s: %s", wish->request, reason);
    } else if (form != CERT_REQUEST) {
        tool_error("%s: not a certification request", wish->request);
    } else {
        gbcs_status status = cert_request_parse(wish->request_octets, &asked);
        if (status == GBCS_OK) {
            status = cert_request_judge(&wish->crypto, wish->request_octets, &asked, &asks);
        }
        if (status == GBCS_OK) {
            wish->public_key = asks.key;
            wish->content.key_usage = asks.request.key_usage;
            wish->content.hardware_type = asks.request.hardware_type;
            wish->content.subject.role = GBCS_ROLE_NONE;
            wish->content.subject.entity = asks.request.device;
            wish->content.not_after = GBCS_UTC_LAST;
            wish->content.profile = GBCS_PROFILE_DEVICE;
            result = TOOL_OK;
        } else {
            tool_error("%s: not a device's certification request: %s", wish->request,
                       (status == GBCS_ERR_PROFILE) ? "not in the form of GBCS 13.4"
                                                    : gbcs_status_text(status));
            result = TOOL_FAILED;
        }
    }
    return result;
}

/** The public key of an organisation. */
static bool take_key(issue_wish *wish)
{
    gbcs_bytes octets;
    cert_form form;
    gbcs_certificate certificate;
    gbcs_bytes point = gbcs_bytes_of(NULL, 0U);
    const char *reason = NULL;
    gbcs_status status = GBCS_OK;

    if (cert_read(wish->key, &octets, &form, &reason)) {
        if (form == CERT_PUBLIC_KEY) {
            point = octets;
        } else if (form == CERT_CERTIFICATE) {
            status = gbcs_certificate_parse(octets, &certificate);
            point = certificate.public_key;
        } else {
            reason = "a certification request, not a public key";
        }
        if ((reason == NULL) && (status == GBCS_OK)) {
            status = gbcs_public_key_from(&wish->crypto, point, &wish->public_key);
        }
        if ((reason == NULL) && (status != GBCS_OK)) {
            reason = gbcs_status_text(status);
        }
    }
    if (reason != NULL) {
        tool_error("%s: %s", wish->key, reason);
    }
    input_release(&octets);
    wish->content.profile = GBCS_PROFILE_ORGANISATION;
    return reason == NULL;
}

/** Ten years on, less a second. */
static gbcs_utc years_on(gbcs_utc from)
{
    gbcs_civil civil;
    gbcs_utc utc = GBCS_UTC_LAST;

    if (gbcs_utc_to_civil(from, &civil) == GBCS_OK) {
        civil.year = (uint16_t)(civil.year + YEARS);
        if ((civil.month == 2U) && (civil.day == 29U)) {
            civil.day = 28U;
        }
        if (gbcs_utc_from_civil(&civil, &utc) == GBCS_OK) {
            utc--;
        } else {
            utc = GBCS_UTC_LAST;
        }
    }
    return utc;
}

/** Serial number and end of validity, if they were not given. */
static bool fill(issue_wish *wish)
{
    bool good = true;

    if ((wish->content.profile == GBCS_PROFILE_ORGANISATION) && !wish->has_not_after) {
        wish->content.not_after = years_on(wish->content.not_before);
    }
    if (wish->content.serial.size == 0U) {
        good = getrandom(wish->serial, sizeof wish->serial, 0U) == (ssize_t)sizeof wish->serial;
        /* positive, and of 16 octets */
        wish->serial[0] = (uint8_t)((wish->serial[0] & 0x3FU) | 0x40U);
        wish->content.serial = gbcs_bytes_of(wish->serial, sizeof wish->serial);
    }
    if (!good) {
        tool_error("no random numbers: %s", strerror(errno));
    } else if (wish->content.not_before > wish->content.not_after) {
        tool_error("the last moment of validity is before the first");
        good = false;
    } else {
        good = true;
    }
    return good;
}

static bool make_certificate(const issue_wish *wish)
{
    uint8_t room[CERTIFICATE_ROOM];
    gbcs_writer writer = gbcs_writer_of(room, sizeof room);
    gbcs_private_key key = {{0U}};
    const char *reason = NULL;
    bool good = pem_read_private_key(wish->issuer_key, &key, &reason);

    if (good) {
        gbcs_write_certificate(&wish->crypto, &wish->content, &key, &writer);
        good = writer.status == GBCS_OK;
        reason = (writer.status == GBCS_ERR_KEY_IDENTIFIER)
                     ? "not the private key of the issuer's certificate"
                     : gbcs_status_text(writer.status);
    }
    gbcs_wipe(&key, sizeof key);
    if (!good) {
        tool_error("%s: %s", wish->issuer_key, reason);
    }
    return good &&
           cert_write(wish->output, gbcs_writer_bytes(&writer), "CERTIFICATE", wish->binary);
}

static int issue(issue_wish *wish)
{
    int result = TOOL_ERROR;

    wish->content.key = &wish->public_key;
    if (take_issuer(wish)) {
        if (wish->request != NULL) {
            result = take_request(wish);
        } else {
            result = take_key(wish) ? TOOL_OK : TOOL_ERROR;
        }
        if ((result == TOOL_OK) && (!fill(wish) || !make_certificate(wish))) {
            result = TOOL_ERROR;
        }
    }
    return result;
}

int command_cert_issue(int argc, char **argv)
{
    issue_wish wish = {.issuer = NULL};
    int result = TOOL_ERROR;

    gbcs_crypto_default(&wish.crypto);
    (void)cert_time_from("now", &wish.content.not_before);
    if (issue_parse(argc, argv, &wish)) {
        result = issue(&wish);
    }
    input_release(&wish.issuer_octets);
    input_release(&wish.request_octets);
    return result;
}
