// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"

#include <QIODevice>
#include <QStringDecoder>
#include <QStringEncoder>

#include <optional>

namespace howdah::data {

// How the characters of a file are written.
enum class TextEncoding { Utf8, Utf16Le, Utf16Be, Windows1252, Latin1 };

// The stable lower-case name, for command lines ("windows-1252"); and back, which knows the usual other names.
[[nodiscard]] QString encodingKey(TextEncoding encoding);
[[nodiscard]] std::optional<TextEncoding> encodingFromKey(QStringView key);
[[nodiscard]] QString encodingName(TextEncoding encoding); // for people

// What a text that begins so is written in: by its byte order mark, by the zeros of UTF-16, by being UTF-8, which it
// stays with a broken place in it: reading it tells the line. What has nothing of UTF-8 is Windows-1252, or Latin-1
// when it has bytes that Windows-1252 has not.
[[nodiscard]] TextEncoding detectEncoding(QByteArrayView beginning);

// A file as UTF-8 without a byte order mark, whatever it is written in; read once, from where the source stands. Bytes
// that are no text in the encoding end it with an error that names their line, as does an error of the source: a file
// that cannot be read to its end must not look shorter.
class TextSource final
{
public:
    // Guessed: letters of UTF-8 in what was taken for an older encoding are an error, too.
    enum class Sureness { Said, Guessed };
    TextSource(QIODevice &from, TextEncoding encoding, Sureness sureness = Sureness::Said)
        : m_from(from)
        , m_encoding(encoding)
        , m_sureness(sureness)
    {
    }

    // At least one byte, or none at the end. Of UTF-8 exactly what the file has.
    [[nodiscard]] Result<QByteArray> read(qint64 most);
    // Comes first at the next read().
    void putBack(const QByteArray &bytes) { m_waiting = bytes + m_waiting; }
    // The position in the source.
    [[nodiscard]] qint64 consumed() const { return m_consumed; }

private:
    [[nodiscard]] Result<QByteArray> readRaw(qint64 most);
    [[nodiscard]] Result<QByteArray> converted(const QByteArray &raw);
    [[nodiscard]] Result<QByteArray> fromUtf16(const QByteArray &raw);
    [[nodiscard]] Error notText() const;

    QIODevice &m_from;
    TextEncoding m_encoding;
    Sureness m_sureness;
    std::optional<QStringDecoder> m_decoder; // of UTF-16
    QStringEncoder m_encoder{QStringEncoder::Utf8};
    QByteArray m_waiting;
    qint64 m_consumed = 0;
    qint64 m_line = 1; // of what is not UTF-8
    bool m_begun = false;
    bool m_ended = false;
    bool m_halfPair = false; // the last character is the first half of one
};

} // namespace howdah::data
