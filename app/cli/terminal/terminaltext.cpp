// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "cli/terminal/terminaltext.h"

#include <QTextStream>

#include <algorithm>
#include <cerrno>

#include <unistd.h>

namespace howdah::cli {

namespace {

bool isObeyed(char32_t one)
{
    return (one < 0x20 && one != '\n' && one != '\t') || (one >= 0x7f && one <= 0x9f) || one == 0x61c || one == 0x200e
        || one == 0x200f || (one >= 0x2028 && one <= 0x202e) || (one >= 0x2066 && one <= 0x2069);
}

// How many bytes the character takes; one where they are no UTF-8, so that nothing hides behind a first byte.
qsizetype lengthOf(QByteArrayView text)
{
    const uchar first = uchar(text[0]);
    const qsizetype length = first < 0xc0 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length > text.size())
        return 1;
    const QByteArrayView rest = text.first(length).sliced(1);
    return std::ranges::all_of(rest, [](char one) { return (uchar(one) & 0xc0) == 0x80; }) ? length : 1;
}

char32_t codeOf(QByteArrayView bytes)
{
    const uchar first = uchar(bytes[0]);
    constexpr uchar masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    char32_t code = first & masks[bytes.size()];
    for (const char one : bytes.sliced(1))
        code = code << 6 | (uchar(one) & 0x3f);
    return code;
}

} // namespace

QByteArray terminalBytes(QByteArrayView text)
{
    QByteArray plain;
    plain.reserve(text.size());
    const auto isOrdinary = [](char one) { return (one >= 0x20 && one < 0x7f) || one == '\n' || one == '\t'; };
    for (qsizetype at = 0; at < text.size();) {
        // Nearly all of what is shown, a run at a time.
        const auto run = std::find_if_not(text.begin() + at, text.end(), isOrdinary) - (text.begin() + at);
        plain.append(text.data() + at, run);
        at += run;
        if (at == text.size())
            break;
        const qsizetype length = lengthOf(text.sliced(at));
        const QByteArrayView bytes = text.sliced(at, length);
        at += length;
        if (const char32_t code = codeOf(bytes); isObeyed(code))
            plain += "\\u" + QByteArray::number(uint(code), 16).rightJustified(4, '0');
        else
            plain.append(bytes.data(), bytes.size());
    }
    return plain;
}

FILE *standardError()
{
    static FILE *const own = stderr; // as it was when first asked for
    return own;
}

// What comes here was written by nobody of ours, and its lines look like none of ours. One at a time, under the lock of
// the file.
static ssize_t writeForeign(void *cookie, const char *bytes, std::size_t size)
{
    constexpr auto Indent = "  ";
    bool &begins = *static_cast<bool *>(cookie);
    QByteArray plain = terminalBytes({bytes, qsizetype(size)});
    const bool ends = plain.endsWith('\n');
    plain.chop(ends ? 1 : 0);
    plain.replace('\n', QByteArray("\n") + Indent);
    if (begins)
        plain.prepend(Indent);
    if (ends)
        plain += '\n';
    begins = ends;
    const bool written =
        std::fwrite(plain.constData(), 1, std::size_t(plain.size()), standardError()) == std::size_t(plain.size());
    return written && std::fflush(standardError()) == 0 ? ssize_t(size) : 0;
}

void guardStandardError()
{
    if (stderr != standardError())
        return;
    static bool begins = true; // a line
    FILE *const guarded = fopencookie(&begins, "w", {nullptr, &writeForeign, nullptr, nullptr});
    if (!guarded)
        return;
    (void)std::setvbuf(guarded, nullptr, _IOLBF, BUFSIZ);
    stderr = guarded; // a variable of the GNU C library like any other
}

TerminalText::TerminalText(FILE *file)
    : m_file(file)
    , m_isTerminal(isatty(fileno(file)) == 1)
{
    open(QIODevice::WriteOnly | QIODevice::Unbuffered);
}

qint64 TerminalText::writeData(const char *bytes, qint64 size)
{
    const QByteArrayView text(bytes, qsizetype(size));
    const QByteArray plain = m_exact ? QByteArray() : terminalBytes(text);
    const QByteArrayView out = m_exact ? text : QByteArrayView(plain);
    const bool written = std::fwrite(out.data(), 1, std::size_t(out.size()), m_file) == std::size_t(out.size())
                      && std::fflush(m_file) == 0;
    if (!written)
        setErrorString(qt_error_string(errno));
    return written ? size : -1;
}

static void setExact(QTextStream &stream, bool exact)
{
    stream.flush();
    if (auto *device = dynamic_cast<TerminalText *>(stream.device()))
        device->setExact(exact);
}

ExactOutput::ExactOutput(QTextStream &stream)
    : m_stream(stream)
{
    setExact(stream, true);
}

ExactOutput::~ExactOutput() { setExact(m_stream, false); }

} // namespace howdah::cli
