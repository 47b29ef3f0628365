// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArrayView>
#include <QString>

#include <expected>
#include <string_view>
#include <vector>

namespace howdah::sql {

class StandardStrings;

// What a formatter may move but not change: a token as the server sees it, a comment, or a placeholder of a template.
struct Atom
{
    enum class Kind : unsigned char {
        Word,
        QuotedName,
        Number,
        String,
        Operator, // with := in it
        Cast,     // ::
        Colon,
        Dot,
        Comma,
        Semicolon,
        Open, // ( and [
        Close,
        Template, // {{x}}, ${x}, <%= x %>, %(x)s
        LineComment,
        BlockComment
    };
    Kind kind = Kind::Word;
    bool touches = false;       // what stands before it, without a blank
    bool newlineBefore = false; // in the text, since what stands before it
    bool newlineAfter = false;  // of a comment
    bool isSpaced = false;      // an operator that may have blanks on both sides, whatever it had
    bool isKeyword = false;     // its case is that of the style
    bool isReserved = false;    // as a keyword
    std::string_view key = {};  // of a word that is a keyword, in lower case
    QByteArrayView text = {};

    [[nodiscard]] bool isComment() const { return kind == Kind::LineComment || kind == Kind::BlockComment; }
    [[nodiscard]] bool isWordish() const
    {
        return kind == Kind::Word || kind == Kind::QuotedName || kind == Kind::Number || kind == Kind::String;
    }
    [[nodiscard]] bool isOpen(char bracket) const { return kind == Kind::Open && text.front() == bracket; }
};

// The atoms of one statement, or why it cannot be cut into them. `settings`: how strings are read; it learns from the
// statement what holds for the next one.
[[nodiscard]] std::expected<std::vector<Atom>, QString> atomsOf(QByteArrayView statement, StandardStrings &settings);

// May a blank stand between the two, or be taken away? Otherwise it stays as it was written: what touches may be one
// thing to psql or to a template.
[[nodiscard]] bool mayMove(const Atom &before, const Atom &after);

} // namespace howdah::sql
