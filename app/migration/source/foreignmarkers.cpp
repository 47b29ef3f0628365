// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migration/source/foreignmarkers.h"

#include "sql/lexer.h"
#include "sql/splitter.h"

#include <algorithm>
#include <array>
#include <cstring>

using namespace Qt::StringLiterals;

namespace howdah::migration {

namespace {

// What stands behind the signs that begin the comment, in small letters and with single blanks.
struct Marker
{
    const char *tool;
    const char *words;
    bool down;
    bool alone = false; // the comment is nothing else: the words are those of people, too
};

constexpr std::array Markers{
    Marker{"dbmate", "migrate:up", false},
    Marker{"dbmate", "migrate:down", true},
    Marker{"goose", "+goose up", false},
    Marker{"goose", "+goose down", true},
    Marker{"sql-migrate", "+migrate up", false},
    Marker{"sql-migrate", "+migrate down", true},
    Marker{"micrate", "+micrate up", false},
    Marker{"micrate", "+micrate down", true},
    Marker{"Rambler", "rambler up", false},
    Marker{"Rambler", "rambler down", true},
    Marker{"MyBatis Migrations", "//@undo", true},
    Marker{"MyBatis Migrations", "// @undo", true},
    Marker{"node-pg-migrate", "up migration", false, true},
    Marker{"node-pg-migrate", "down migration", true, true},
    Marker{"tern", "create above / drop below", true},
    Marker{"Play", "!ups", false},
    Marker{"Play", "!downs", true},
};

// Without the signs before it; null when the line does not begin with a comment. Play's comments begin with '#'.
QByteArrayView insideOf(QByteArrayView line)
{
    const QByteArrayView trimmed = line.trimmed();
    if (!trimmed.startsWith("--") && !trimmed.startsWith('#'))
        return {};
    qsizetype begin = 0;
    while (begin < trimmed.size() && std::strchr("-# \t", trimmed[begin]) && trimmed[begin] != '\0')
        ++begin;
    return trimmed.sliced(begin);
}

const Marker *markerOf(QByteArrayView line)
{
    const QByteArrayView inside = insideOf(line);
    if (inside.isEmpty() || !std::strchr("mM+rR/uUdDcC!", inside.front()) || inside.front() == '\0')
        return nullptr;
    const QByteArray words = inside.toByteArray().simplified().toLower();
    const auto begins = [&words](const Marker &marker) {
        const QByteArrayView wanted(marker.words);
        if (!words.startsWith(wanted))
            return false;
        const QByteArray rest = words.mid(wanted.size());
        return marker.alone ? rest.isEmpty() || rest == ":" || rest.startsWith(" --")
                            : rest.isEmpty() || rest.startsWith(' ');
    };
    const auto found = std::ranges::find_if(Markers, begins);
    return found == Markers.end() ? nullptr : &*found;
}

struct Place
{
    const Marker *marker = nullptr;
    qsizetype offset = 0;
    qsizetype line = 0;
};

std::vector<Place> placesIn(QByteArrayView text)
{
    std::vector<Place> places;
    qsizetype line = 1;
    for (qsizetype at = 0; at < text.size(); ++line) {
        const qsizetype newline = text.indexOf('\n', at);
        const qsizetype end = newline < 0 ? text.size() : newline;
        // The place is that of the second sign: a '#' alone is a token, what follows it a comment.
        if (const Marker *marker = markerOf(text.sliced(at, end - at)))
            places.push_back({marker, text.indexOf(text[at] == '#' ? '#' : '-', at) + 1, line});
        at = end + 1;
    }
    return places;
}

bool isInsideToken(const sql::Piece &piece, QByteArrayView text, qsizetype offset)
{
    sql::Lexer lexer;
    lexer.setInput(sql::textOf(piece, text), piece.offset, true);
    for (sql::Token token = lexer.next(); token.type != sql::TokenType::End; token = lexer.next()) {
        if (token.type == sql::TokenType::Backslash)
            lexer.skip(1);
        if (token.begin <= offset && offset < token.end)
            return true;
    }
    return false;
}

// A line of data or of a quoted text.
bool isQuoted(const std::vector<sql::Piece> &pieces, QByteArrayView text, qsizetype offset)
{
    return std::ranges::any_of(pieces, [&](const sql::Piece &piece) {
        return piece.offset <= offset && offset < piece.offset + piece.size
            && (piece.kind == sql::PieceKind::CopyData || isInsideToken(piece, text, offset));
    });
}

} // namespace

std::vector<ForeignSection> foreignSections(QByteArrayView text)
{
    std::vector<Place> places = placesIn(text);
    if (places.empty())
        return {};
    // What cannot be cut does not run either; then the markers alone count.
    const Result<std::vector<sql::Piece>> cut = sql::split(text);
    const std::vector<sql::Piece> pieces = cut.value_or(std::vector<sql::Piece>());
    std::erase_if(places, [&](const Place &place) { return isQuoted(pieces, text, place.offset); });
    std::vector<ForeignSection> sections;
    for (size_t i = 0; i < places.size(); ++i) {
        const qsizetype begin = places[i].offset;
        const qsizetype end = i + 1 < places.size() ? places[i + 1].offset : text.size();
        const bool runs = !cut || std::ranges::any_of(pieces, [=](const sql::Piece &piece) {
            return piece.offset < end && piece.offset + piece.size > begin;
        });
        sections.push_back({QString::fromLatin1(places[i].marker->tool), places[i].marker->down, places[i].line, runs});
    }
    return sections;
}

bool turnsTransactionOff(const QByteArray &comment)
{
    const QByteArray words = comment.simplified().toLower();
    if (words == "+goose no transaction" || words == "atlas:txmode none" || words == "no-transaction")
        return true;
    if (words.startsWith("migrate:up ") || words.startsWith("migrate:down "))
        return words.split(' ').contains(QByteArray("transaction:false"));
    return (words.startsWith("+migrate up ") || words.startsWith("+migrate down "))
        && words.split(' ').contains(QByteArray("notransaction"));
}

} // namespace howdah::migration
