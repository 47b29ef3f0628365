// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "data/transfer/textencoding.h"

#include "base/enumtable.h"
#include "data/page/tr.h"

#include <QFileDevice>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::data {

static constexpr QByteArrayView utf8Mark = "\xef\xbb\xbf";
static constexpr QByteArrayView littleMark = "\xff\xfe";
static constexpr QByteArrayView bigMark = "\xfe\xff";

// What Windows-1252 has where Latin-1 has control characters; 0 for the five bytes that mean nothing.
static constexpr std::array<char16_t, 32> windowsLetters{
    0x20ac, 0,      0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017d, 0,      0,      0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0,      0x017e, 0x0178};

static constexpr std::array textEncodingNames{
    EnumName{TextEncoding::Utf8, "utf-8"_L1, "UTF-8"}, EnumName{TextEncoding::Utf16Le, "utf-16le"_L1, "UTF-16 LE"},
    EnumName{TextEncoding::Utf16Be, "utf-16be"_L1, "UTF-16 BE"},
    EnumName{TextEncoding::Windows1252, "windows-1252"_L1, "Windows-1252"},
    EnumName{TextEncoding::Latin1, "latin-1"_L1, "Latin-1"}};
static_assert(isWholeTable(textEncodingNames));

QString encodingKey(TextEncoding encoding) { return nameIn(textEncodingNames, encoding); }

std::optional<TextEncoding> encodingFromKey(QStringView key)
{
    const QString name = key.toString().toLower();
    if (name == "utf8"_L1)
        return TextEncoding::Utf8;
    if (name == "utf-16"_L1 || name == "utf16"_L1)
        return TextEncoding::Utf16Le;
    if (name == "cp1252"_L1 || name == "win1252"_L1)
        return TextEncoding::Windows1252;
    if (name == "latin1"_L1 || name == "iso-8859-1"_L1)
        return TextEncoding::Latin1;
    return valueNamed(textEncodingNames, name);
}

QString encodingName(TextEncoding encoding) { return QString::fromLatin1(textIn(textEncodingNames, encoding)); }

// Whether it is UTF-8, but for a character that is cut at the end.
static bool isUtf8(QByteArrayView text)
{
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString decoded = decoder.decode(text);
    Q_UNUSED(decoded)
    return !decoder.hasError();
}

// Where a letter of UTF-8 of several bytes begins; -1 without. What older encodings write is hardly ever one by chance.
static qsizetype letterOfUtf8(QByteArrayView text)
{
    const auto continues = [&text](qsizetype at) { return at < text.size() && (quint8(text[at]) & 0xc0) == 0x80; };
    for (qsizetype at = 0; at < text.size(); ++at) {
        const auto byte = quint8(text[at]);
        const int more = byte >= 0xc2 && byte < 0xe0 ? 1
                       : byte >= 0xe0 && byte < 0xf0 ? 2
                       : byte >= 0xf0 && byte < 0xf5 ? 3
                                                     : 0;
        int have = 0;
        while (have < more && continues(at + have + 1))
            ++have;
        if (more > 0 && have == more && !continues(at + more + 1))
            return at;
    }
    return -1;
}

TextEncoding detectEncoding(QByteArrayView beginning)
{
    if (beginning.startsWith(utf8Mark))
        return TextEncoding::Utf8;
    if (beginning.startsWith(littleMark))
        return TextEncoding::Utf16Le;
    if (beginning.startsWith(bigMark))
        return TextEncoding::Utf16Be;
    // Text of most languages has delimiters, digits or line breaks, whose other byte is zero.
    std::array<qsizetype, 2> zeros{};
    for (qsizetype at = 0; at < beginning.size(); ++at)
        zeros[size_t(at % 2)] += beginning[at] == '\0' ? 1 : 0;
    if (zeros[0] + zeros[1] > beginning.size() / 20)
        return zeros[1] > zeros[0] ? TextEncoding::Utf16Le : TextEncoding::Utf16Be;
    if (isUtf8(beginning) || letterOfUtf8(beginning) >= 0)
        return TextEncoding::Utf8;
    const bool windows = std::ranges::none_of(beginning, [](char c) {
        const auto byte = quint8(c);
        return byte >= 0x80 && byte < 0xa0 && windowsLetters[byte - 0x80] == 0;
    });
    return windows ? TextEncoding::Windows1252 : TextEncoding::Latin1;
}

Result<QByteArray> TextSource::readRaw(qint64 most)
{
    QByteArray bytes(most, Qt::Uninitialized);
    const qint64 got = m_from.read(bytes.data(), most);
    const auto *file = qobject_cast<const QFileDevice *>(&m_from);
    // At its end a pipe gives nothing; -1 is an error.
    if ((file && file->error() != QFileDevice::NoError) || (!file && got < 0 && m_from.isSequential()))
        return fail(
            ErrorKind::Io, tr("The file cannot be read to its end: %1").arg(m_from.errorString()),
            tr("Nothing was written."));
    bytes.resize(std::max<qint64>(got, 0));
    m_consumed += bytes.size();
    return bytes;
}

Error TextSource::notText() const
{
    return makeError(
        ErrorKind::Invalid, tr("Line %1: this is not valid %2").arg(m_line).arg(encodingName(m_encoding)),
        tr("Choose the encoding of the file."));
}

static void appendUnit(QByteArray &to, char16_t unit)
{
    if (unit < 0x80) {
        to += char(unit);
    } else if (unit < 0x800) {
        to += char(0xc0 | (unit >> 6));
        to += char(0x80 | (unit & 0x3f));
    } else {
        to += char(0xe0 | (unit >> 12));
        to += char(0x80 | ((unit >> 6) & 0x3f));
        to += char(0x80 | (unit & 0x3f));
    }
}

Result<QByteArray> TextSource::fromUtf16(const QByteArray &raw)
{
    if (!m_decoder) {
        const bool little = m_encoding == TextEncoding::Utf16Le;
        m_decoder.emplace(
            little ? QStringDecoder::Utf16LE : QStringDecoder::Utf16BE, QStringConverter::Flag::ConvertInitialBom);
    }
    const QString text = m_decoder->decode(raw);
    // The encoder holds back the first half of a pair until the second comes.
    QByteArray out = m_encoder.encode(text);
    m_halfPair = text.isEmpty() ? m_halfPair : text.back().isHighSurrogate();
    const bool incomplete = m_ended && (m_halfPair || m_consumed % 2 != 0);
    if (m_decoder->hasError() || m_encoder.hasError() || incomplete)
        return fail(notText());
    if (!m_begun && out.startsWith(utf8Mark))
        out.remove(0, utf8Mark.size());
    m_line += std::ranges::count(out, '\n');
    return out;
}

Result<QByteArray> TextSource::converted(const QByteArray &raw)
{
    if (m_encoding == TextEncoding::Utf16Le || m_encoding == TextEncoding::Utf16Be)
        return fromUtf16(raw);
    if (const qsizetype letter = m_sureness == Sureness::Guessed ? letterOfUtf8(raw) : -1; letter >= 0) {
        return fail(
            ErrorKind::Invalid,
            tr("Line %1 looks like UTF-8, but the text before it like %2")
                .arg(m_line + std::ranges::count(raw.first(letter), '\n'))
                .arg(encodingName(m_encoding)),
            tr("Choose the encoding of the file."));
    }
    QByteArray out;
    out.reserve(raw.size() + raw.size() / 8);
    for (const char c : raw) {
        const auto byte = quint8(c);
        char16_t unit = byte;
        if (m_encoding == TextEncoding::Windows1252 && byte >= 0x80 && byte < 0xa0)
            unit = windowsLetters[byte - 0x80];
        if (unit == 0 && byte != 0)
            return fail(notText());
        m_line += c == '\n' ? 1 : 0;
        appendUnit(out, unit);
    }
    return out;
}

Result<QByteArray> TextSource::read(qint64 most)
{
    if (!m_waiting.isEmpty())
        return std::exchange(m_waiting, {});
    while (!m_ended) {
        Result<QByteArray> raw = readRaw(most);
        // A pipe may hand over the mark in pieces.
        while (raw && !m_begun && !raw->isEmpty() && raw->size() < utf8Mark.size()) {
            const Result<QByteArray> more = readRaw(most);
            if (!more)
                return more;
            if (more->isEmpty())
                break;
            *raw += *more;
        }
        if (!raw)
            return raw;
        m_ended = raw->isEmpty();
        Result<QByteArray> text = m_encoding == TextEncoding::Utf8 ? raw : converted(*raw);
        const bool first = !std::exchange(m_begun, true);
        if (text && first && m_encoding == TextEncoding::Utf8 && text->startsWith(utf8Mark))
            text->remove(0, utf8Mark.size());
        if (!text || !text->isEmpty())
            return text;
    }
    return QByteArray();
}

} // namespace howdah::data
