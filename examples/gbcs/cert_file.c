/**
 * @file
 * Files of certificates, certification requests and public keys.
 */
#include <errno.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "cert.h"
#include "input.h"
#include "pem.h"

/** What PEM begins with. */
static const char PEM_BEGIN[] = "-----BEGIN ";

/** Labels in PEM. */
static const struct {
    const char *label;
    cert_form form;
} LABELS[] = {
    {PEM_STRING_X509, CERT_CERTIFICATE},
    {PEM_STRING_X509_REQ, CERT_REQUEST},
    {PEM_STRING_X509_REQ_OLD, CERT_REQUEST},
    {PEM_STRING_PUBLIC, CERT_PUBLIC_KEY},
};

/** Octets of a SubjectPublicKeyInfo on P-256 before the point. */
static const uint8_t KEY_HEAD[] = {0x30U, 0x59U, 0x30U, 0x13U, 0x06U, 0x07U, 0x2AU, 0x86U, 0x48U,
                                   0xCEU, 0x3DU, 0x02U, 0x01U, 0x06U, 0x08U, 0x2AU, 0x86U, 0x48U,
                                   0xCEU, 0x3DU, 0x03U, 0x01U, 0x07U, 0x03U, 0x42U, 0x00U};

static gbcs_bytes duplicate(const uint8_t *data, size_t size)
{
    uint8_t *copy = tool_allocate(size);

    (void)memcpy(copy, data, size);
    return gbcs_bytes_of(copy, size);
}

/** The point of a SubjectPublicKeyInfo. */
static bool take_key(gbcs_bytes info, gbcs_bytes *point)
{
    const gbcs_bytes head = gbcs_bytes_slice(info, 0U, sizeof KEY_HEAD);
    const bool good = (info.size == (sizeof KEY_HEAD + GBCS_POINT_SIZE)) &&
                      gbcs_bytes_equal(head, gbcs_bytes_of(KEY_HEAD, sizeof KEY_HEAD));

    if (good) {
        *point = duplicate(&info.data[sizeof KEY_HEAD], GBCS_POINT_SIZE);
    }
    return good;
}

/** Takes what a label of PEM says. Null, or what is wrong. */
static const char *take_labelled(const char *label, gbcs_bytes data, gbcs_bytes *octets,
                                 cert_form *form)
{
    const char *reason = "neither a certificate, a certification request nor a public key";

    for (size_t i = 0U; i < TOOL_COUNT(LABELS); i++) {
        if (strcmp(label, LABELS[i].label) == 0) {
            *form = LABELS[i].form;
            reason = NULL;
        }
    }
    if ((reason == NULL) && (*form != CERT_PUBLIC_KEY)) {
        *octets = duplicate(data.data, data.size);
    } else if ((reason == NULL) && !take_key(data, octets)) {
        reason = "not a public key on P-256";
    }
    return reason;
}

/** Reads the first thing in PEM. Null, or what is wrong. */
static const char *read_pem(gbcs_bytes file, gbcs_bytes *octets, cert_form *form)
{
    unsigned char *data = NULL;
    long size = 0L;
    char *label = NULL;
    char *header = NULL;
    const char *reason = "not PEM";
    BIO *bio = BIO_new_mem_buf(file.data, (int)file.size);

    if ((bio != NULL) && (PEM_read_bio(bio, &label, &header, &data, &size) == 1)) {
        reason = take_labelled(label, gbcs_bytes_of(data, (size_t)size), octets, form);
    }
    OPENSSL_clear_free(data, (size_t)size);
    OPENSSL_free(label);
    OPENSSL_free(header);
    (void)BIO_free(bio);
    ERR_clear_error();
    return reason;
}

/** DER does not say what it is: a request's first field is its version, a certificate's is not. */
static cert_form form_of(gbcs_bytes der)
{
    gbcs_reader reader = gbcs_reader_of(der);
    gbcs_reader whole = gbcs_reader_of(gbcs_read_tlv(&reader, GBCS_DER).value);
    gbcs_reader inner = gbcs_reader_of(gbcs_read_tlv(&whole, GBCS_DER).value);
    const gbcs_bytes version = gbcs_read_tagged(&inner, GBCS_DER, GBCS_BER_INTEGER);
    const bool is_first = (version.size == 1U) && (version.data[0] == 0U);

    return is_first ? CERT_REQUEST : CERT_CERTIFICATE;
}

/** Octets, or digits that are turned into octets. Null, or what is wrong. */
static const char *read_plain(gbcs_bytes file, gbcs_bytes *octets, cert_form *form)
{
    const char *reason = NULL;
    gbcs_bytes copy = duplicate(file.data, file.size);

    if ((copy.data[0] < 0x80U) && (memchr(copy.data, 0, copy.size) == NULL)) {
        copy.size = input_from_digits((uint8_t *)(uintptr_t)copy.data, copy.size, &reason);
    }
    if (reason != NULL) {
        reason = "neither PEM, DER nor hexadecimal";
        input_release(&copy);
    } else if (take_key(copy, octets)) {
        *form = CERT_PUBLIC_KEY;
        input_release(&copy);
    } else {
        *form = form_of(copy);
        *octets = copy;
    }
    return reason;
}

bool cert_read(const char *path, gbcs_bytes *octets, cert_form *form, const char **reason)
{
    gbcs_bytes file;

    *octets = gbcs_bytes_of(NULL, 0U);
    *form = CERT_CERTIFICATE;
    if (input_read_file(path, &file, reason)) {
        if (file.size == 0U) {
            *reason = "empty";
        } else if (memmem(file.data, file.size, PEM_BEGIN, sizeof PEM_BEGIN - 1U) != NULL) {
            *reason = read_pem(file, octets, form);
        } else {
            *reason = read_plain(file, octets, form);
        }
    }
    input_release(&file);
    return *reason == NULL;
}

bool cert_read_certificate(const char *path, gbcs_bytes *octets)
{
    const char *reason = NULL;
    cert_form form;

    if (cert_read(path, octets, &form, &reason) && (form != CERT_CERTIFICATE)) {
        reason = (form == CERT_REQUEST) ? "a certification request, not a certificate"
                                        : "a public key, not a certificate";
        input_release(octets);
    }
    if (reason != NULL) {
        tool_error("%s: %s", path, reason);
    }
    return reason == NULL;
}

static bool write_stream(FILE *stream, gbcs_bytes octets, const char *label, bool binary)
{
    if (binary) {
        (void)fwrite(octets.data, 1U, octets.size, stream);
    } else {
        (void)PEM_write(stream, label, "", octets.data, (long)octets.size);
    }
    return ferror(stream) == 0;
}

bool cert_write(const char *path, gbcs_bytes octets, const char *label, bool binary)
{
    FILE *file = NULL;
    bool good = true;

    if (path == NULL) {
        (void)write_stream(stdout, octets, label, binary); /* looked at when the program ends */
    } else {
        file = fopen(path, "wb");
        good = (file != NULL) && write_stream(file, octets, label, binary);
        if (file != NULL) {
            good = (fclose(file) == 0) && good;
        }
    }
    if (!good) {
        tool_error("%s: %s", path, strerror(errno));
    }
    return good;
}
