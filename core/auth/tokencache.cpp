#include "core/auth/tokencache.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

namespace signalbox {

QByteArray tokenHash(QByteArrayView token)
{
    // To look for it each time would take longer than hashing a token does.
    static EVP_MD *const sha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    QByteArray hash(SHA256_DIGEST_LENGTH, '\0');
    EVP_Digest(token.data(), std::size_t(token.size()), reinterpret_cast<unsigned char *>(hash.data()),
               nullptr, sha256, nullptr);
    return hash;
}

} // namespace signalbox
