// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "sql/format/formatter.h"

#include "sql/backslash.h"
#include "sql/characters.h"
#include "sql/format/formatgap.h"
#include "sql/format/formatlayout.h"
#include "sql/format/formatproof.h"
#include "sql/splitter.h"
#include "sql/tr.h"

#include <algorithm>
#include <array>

namespace howdah::sql {

namespace {

using Layed = std::expected<QByteArray, QString>;

// Once more than it takes to find out: what is laid out is laid out again, and has to stay.
constexpr int MostRounds = 3;

Layed layOut(std::vector<Atom> atoms, const FormatStyle &style, QByteArrayView lineEnd)
{
    FormatMeasures measures(std::move(atoms), style);
    if (const auto problem = measures.problem())
        return std::unexpected(*problem);
    return FormatLayout(measures, style, lineEnd).run();
}

// psql commands that send what stands before them.
bool sendsQuery(QByteArrayView command)
{
    const QByteArrayView rest = command.sliced(1);
    qsizetype size = 0;
    while (size < rest.size() && classOf(rest[size]) == CharClass::Letter)
        ++size;
    const QByteArrayView name = rest.first(size);
    static constexpr std::array<QByteArrayView, 9> Names{"g",     "gx",           "gset", "gexec", "gdesc",
                                                         "watch", "crosstabview", "bind", "parse"};
    return std::ranges::find(Names, name) != Names.end() || sendsStatement(command);
}

// Puts a file together from its pieces, those that can be laid out and those that stay.
class TextFormatter final
{
public:
    TextFormatter(QByteArrayView text, const FormatStyle &style)
        : m_text(text)
        , m_style(style)
        , m_lineEnd(lineEndOf(text))
    {
    }

    FormattedText run()
    {
        const Result<std::vector<Piece>> pieces = split(m_text);
        if (!pieces)
            return untouched(pieces.error().message);
        m_out.text.reserve(m_text.size() + m_text.size() / 8);
        qint64 end = 0;
        for (std::size_t i = 0; i <= pieces->size(); ++i) {
            const Piece *piece = i < pieces->size() ? &(*pieces)[i] : nullptr;
            const Piece *previous = i > 0 ? &(*pieces)[i - 1] : nullptr;
            const qint64 begin = piece ? piece->offset : m_text.size();
            const QByteArrayView gap = m_text.sliced(end, begin - end);
            m_out.text +=
                joinedBy(previous, piece)
                    ? gap.toByteArray()
                    : tidyGap(
                          gap,
                          {previous == nullptr, piece == nullptr, piece && piece->kind == PieceKind::BackslashLine,
                           previous && previous->kind == PieceKind::BackslashLine},
                          m_lineEnd);
            if (!piece)
                break;
            const qint64 place = m_out.text.size();
            add(*piece, previous, i + 1 < pieces->size() ? &(*pieces)[i + 1] : nullptr, gap);
            m_places.push_back({place, m_out.text.size() - place});
            end = piece->offset + piece->size;
        }
        return isSameFile(*pieces) ? std::move(m_out) : untouched(tr("the result would not be the same file"));
    }

private:
    FormattedText untouched(const QString &reason) { return {m_text.toByteArray(), 0, {{0, reason}}}; }

    // The line ends of COPY mean something, and so does what stands around a psql command in a statement.
    static bool joinedBy(const Piece *before, const Piece *after)
    {
        const auto isFixed = [](const Piece *piece) {
            return piece
                && (piece->kind == PieceKind::CopyData
                    || (piece->kind == PieceKind::BackslashLine && piece->insideStatement));
        };
        return isFixed(before) || isFixed(after);
    }

    void add(const Piece &piece, const Piece *previous, const Piece *next, QByteArrayView gap)
    {
        const QByteArrayView text = textOf(piece, m_text);
        if (piece.kind != PieceKind::Statement) {
            m_out.text += text;
            return;
        }
        ++m_out.statements;
        auto formatted = formatStatement(text, m_style, m_strings, m_lineEnd);
        if (gap.contains("howdah: format off"))
            formatted = std::unexpected(tr("a comment says so"));
        else if (isCut(previous) || isCut(next))
            formatted = std::unexpected(tr("a psql command cuts it"));
        if (formatted) {
            m_out.text += *formatted;
            return;
        }
        m_out.left.push_back({piece.line, formatted.error()});
        m_out.text += text;
    }

    [[nodiscard]] bool isCut(const Piece *piece) const
    {
        return piece && piece->kind == PieceKind::BackslashLine && piece->insideStatement
            && !sendsQuery(textOf(*piece, m_text));
    }

    // It is cut where the pieces were put, and the same comments and semicolons are between them.
    [[nodiscard]] bool isSameFile(const std::vector<Piece> &before) const
    {
        const Result<std::vector<Piece>> after = split(m_out.text);
        if (!after || after->size() != before.size() || !isSameText(m_text, m_out.text))
            return false;
        qint64 end = 0;
        qint64 otherEnd = 0;
        for (std::size_t i = 0; i <= before.size(); ++i) {
            const Piece last{PieceKind::Statement, m_text.size()};
            const Piece lastOfOther{PieceKind::Statement, m_out.text.size()};
            const Piece &one = i < before.size() ? before[i] : last;
            const Piece &other = i < before.size() ? (*after)[i] : lastOfOther;
            const Place put = i < before.size() ? m_places[i] : Place{m_out.text.size(), 0};
            const bool isThere = other.kind == one.kind && other.insideStatement == one.insideStatement
                              && other.offset == put.offset && other.size == put.size;
            if (!isThere
                || gapItems(m_text.sliced(end, one.offset - end))
                       != gapItems(QByteArrayView(m_out.text).sliced(otherEnd, other.offset - otherEnd)))
                return false;
            end = one.offset + one.size;
            otherEnd = other.offset + other.size;
        }
        return true;
    }

    struct Place
    {
        qint64 offset = 0;
        qint64 size = 0;
    };
    std::vector<Place> m_places; // of the pieces in the result
    QByteArrayView m_text;
    const FormatStyle &m_style;
    QByteArrayView m_lineEnd;
    StandardStrings m_strings{true};
    FormattedText m_out;
};

} // namespace

std::expected<QByteArray, QString>
formatStatement(QByteArrayView statement, const FormatStyle &style, StandardStrings &strings, QByteArrayView lineEnd)
{
    const StandardStrings before = strings;
    auto atoms = atomsOf(statement, strings);
    if (!atoms)
        return std::unexpected(atoms.error());
    Layed now = layOut(*atoms, style, lineEnd);
    for (int round = 0; now && round < MostRounds; ++round) {
        StandardStrings again = before;
        const auto read = atomsOf(*now, again);
        if (!read || !isSameStatement(*atoms, *read) || !isSameText(statement, *now))
            return std::unexpected(tr("its layout would not be the same statement"));
        Layed next = layOut(*read, style, lineEnd);
        if (!next)
            return next;
        if (*next == *now)
            return now;
        now = std::move(next);
    }
    if (!now)
        return now;
    return std::unexpected(tr("its layout would change each time"));
}

FormattedText formatText(QByteArrayView text, const FormatStyle &style) { return TextFormatter(text, style).run(); }

} // namespace howdah::sql
