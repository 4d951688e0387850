// Utf8Validator agrees with an arithmetic decoder on every text, split at any position, and on the first
// invalid byte.

#include "fuzz.h"
#include "utf8reference.h"

#include "core/wire/utf8validator.h"

using namespace signalbox;
using namespace signalbox::fuzz;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const QByteArrayView text(reinterpret_cast<const char *>(data), qsizetype(size));
    const Utf8Verdict expected = validateByReference(text);
    const bool isGood = expected.firstBad < 0;

    require(isValidUtf8(text) == (isGood && expected.complete), "whole: the same verdict");
    for (qsizetype cut = 0; cut <= text.size(); ++cut) {
        Utf8Validator validator;
        const bool isGoodSoFar = validator.feed(text.first(cut));
        require(isGoodSoFar == (isGood || expected.firstBad >= cut), "it fails at the first invalid byte");
        require(validator.feed(text.sliced(cut)) == isGood, "in two segments: the same verdict");
        require(validator.isComplete() == (isGood && expected.complete), "the same end");
        validator.reset();
        require(validator.isComplete() && validator.feed("a"), "reset() restores the initial state");
    }
    return 0;
}
