// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/characters.h"

#include <bit>
#include <cstdint>
#include <cstring>

namespace howdah::sql {

namespace {

constexpr std::uint64_t EveryByte = 0x0101010101010101ULL;
constexpr std::uint64_t HighBits = 0x8080808080808080ULL;

std::uint64_t eightBytes(const char *p)
{
    std::uint64_t word = 0;
    std::memcpy(&word, p, sizeof word);
    return word;
}

bool isContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

struct Sequence
{
    qsizetype size = 0; // 0: no character begins with this byte
    unsigned char secondFrom = 0x80;
    unsigned char secondTo = 0xBF;
};

// The second byte's range keeps out overlong forms, surrogates and what lies beyond U+10FFFF, as the server does.
Sequence sequenceOf(unsigned char first)
{
    if (first >= 0xC2 && first <= 0xDF)
        return {2};
    if (first == 0xE0)
        return {3, 0xA0, 0xBF};
    if (first == 0xED)
        return {3, 0x80, 0x9F};
    if (first >= 0xE1 && first <= 0xEF)
        return {3};
    if (first == 0xF0)
        return {4, 0x90, 0xBF};
    if (first >= 0xF1 && first <= 0xF3)
        return {4};
    if (first == 0xF4)
        return {4, 0x80, 0x8F};
    return {};
}

enum class SequenceState { Whole, Cut, Bad };

SequenceState inspect(const char *p, const char *end, const Sequence &sequence)
{
    if (sequence.size == 0)
        return SequenceState::Bad;
    for (qsizetype i = 1; i < sequence.size; ++i) {
        if (p + i == end)
            return SequenceState::Cut;
        const auto byte = static_cast<unsigned char>(p[i]);
        if (i == 1 ? byte < sequence.secondFrom || byte > sequence.secondTo : !isContinuation(p[i]))
            return SequenceState::Bad;
    }
    return SequenceState::Whole;
}

} // namespace

qint64 countNewlines(const char *begin, const char *end)
{
    qint64 count = 0;
    const char *p = begin;
    for (; end - p >= 8; p += 8) {
        const std::uint64_t x = eightBytes(p) ^ (EveryByte * '\n');
        // Exact, unlike the shorter trick: the high bit of each byte of `nonZero` is set when that byte is not a
        // newline.
        const std::uint64_t nonZero = (((x & ~HighBits) + ~HighBits) | x) & HighBits;
        count += 8 - std::popcount(nonZero);
    }
    for (; p != end; ++p)
        count += *p == '\n';
    return count;
}

Utf8Check checkUtf8(QByteArrayView text)
{
    const char *p = text.data();
    const char *const end = p + text.size();
    const auto at = [&](TextProblem problem) { return Utf8Check{p - text.data(), problem}; };
    while (p != end) {
        while (end - p >= 8) {
            const std::uint64_t x = eightBytes(p);
            if (((x - EveryByte) | x) & HighBits)
                break;
            p += 8;
        }
        if (p == end)
            break;
        const auto byte = static_cast<unsigned char>(*p);
        if (byte == 0)
            return at(TextProblem::Nul);
        if (byte < 0x80) {
            ++p;
            continue;
        }
        const Sequence sequence = sequenceOf(byte);
        const SequenceState state = inspect(p, end, sequence);
        if (state != SequenceState::Whole)
            return at(state == SequenceState::Bad ? TextProblem::NotUtf8 : TextProblem::None);
        p += sequence.size;
    }
    return at(TextProblem::None);
}

} // namespace howdah::sql
