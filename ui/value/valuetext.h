// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

#include <vector>

namespace howdah::ui {

// More of one value is not drawn; copying gives all of it.
inline constexpr qsizetype shownCharacters = 100'000;

struct ShownText
{
    QString text;
    bool cut = false; // the value goes on
};

// The first `most` characters of a value for reading: lines as they are, other control characters as visible signs,
// direction overrides taken apart. Looks at no more bytes than it needs.
[[nodiscard]] ShownText shownText(const QByteArray &value, qsizetype most = shownCharacters);

// One line of a value: control characters as visible signs, at most `most` characters, isolated against direction
// marks.
[[nodiscard]] QString singleLine(const QString &value, qsizetype most = 300);

struct Beginning
{
    QString text; // as it is: nothing is made visible or left out
    bool cut = false;
};
// The first characters of a value, which may be of many megabytes: no more of it is looked at.
[[nodiscard]] Beginning beginningOf(QByteArrayView value, qsizetype most);

// JSON with a member a line. Only white space between tokens changes: numbers, escapes, the order of keys and doubles
// among them stay as the server wrote them. A text that was cut is laid out as far as it goes.
[[nodiscard]] QString layOutJson(QStringView json, qsizetype most = shownCharacters);

struct TextPiece
{
    qsizetype from = 0;
    qsizetype length = 0;
    bool operator==(const TextPiece &) const = default;
};

// Cuts a text into pieces of at most `most` characters that can be laid out one by one: after a line break where there
// is one, else after a space, and never within a character.
[[nodiscard]] std::vector<TextPiece> piecesOf(QStringView text, qsizetype most = 2'000);

// A tool tip that shows the text as it is, with its line breaks: one guesses rich text in what it is given. Empty for
// none.
[[nodiscard]] QString tipText(const QString &text);

} // namespace howdah::ui
