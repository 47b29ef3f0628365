// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "query/script/partrange.h"
#include "query/script/piecelist.h"

#include <functional>
#include <optional>

namespace howdah::query {

// The parts of a text that somebody else holds and changes: as Script would cut it, in the time that each change takes.
// What is behind a change and not understood yet (a quote was opened) is cut a stretch at a time, by go(). Offsets are
// bytes. Of one thread.
class ScriptParts final
{
public:
    // Bytes of the text as it is now, which are there until the next call.
    using Source = std::function<QByteArrayView(qint64 offset, qint64 size)>;

    explicit ScriptParts(Source source)
        : m_source(std::move(source))
    {
    }

    // Another text of this size; nothing of it is read before go().
    void reset(qint64 size, bool standardStrings = true);
    // The text has been changed: `removed` bytes at `offset` became `inserted`, and there are so many more newlines
    // (\n) than before. Reads nothing; the parts from there on are there again after go().
    void edit(qint64 offset, qint64 removed, qint64 inserted, qint64 newlines);
    // Reads at least so many bytes where there are that many to be read. True when all is cut.
    bool go(qint64 bytes);
    [[nodiscard]] bool isComplete() const { return m_isComplete; }
    // How many bytes go() has read, ever: what a change costs.
    [[nodiscard]] qint64 bytesRead() const { return m_bytesRead; }

    // Those that are known: all where it is complete, else those up to knownTo().
    [[nodiscard]] std::size_t size() const { return m_parts.size(); }
    [[nodiscard]] sql::Piece at(std::size_t index) const { return m_parts.at(index); }
    [[nodiscard]] std::size_t behind(qint64 offset) const { return m_parts.behind(offset); }
    [[nodiscard]] std::vector<sql::Piece> pieces() const { return m_parts.pieces(); }
    [[nodiscard]] qint64 knownTo() const;
    // Why what follows the last part could not be cut.
    [[nodiscard]] const std::optional<Error> &problem() const { return m_problem; }
    [[nodiscard]] bool hasStandardStrings() const { return m_standardStrings; }

    // As Script::at() and Script::extentOf().
    [[nodiscard]] PartRange partsAt(qint64 offset) const;
    [[nodiscard]] TextExtent extentOf(PartRange range) const;

private:
    // Parts of the text before a change, at their places of now. They hold from the first on that is cut again where
    // it stood, behind the changes.
    struct Former
    {
        PieceList parts;
        qint64 from = 0;      // not before
        bool isOpen = false;  // they do not reach the end of the text
        std::size_t next = 0; // where they were met
    };
    struct Cut
    {
        sql::Splitter splitter;
        qint64 start = 0;
        qint64 fed = 0;
    };

    [[nodiscard]] bool isFresh(const PieceList &parts, std::size_t index) const;
    void begin(std::size_t index);
    void restartAll();
    [[nodiscard]] bool take(const std::vector<sql::Piece> &pieces);
    [[nodiscard]] bool meets(Former &former, const sql::Piece &found);
    void join(Former &former, const sql::Piece &found);
    void end();
    static void change(Former &former, qint64 offset, qint64 removed, qint64 inserted, qint64 newlines);

    Source m_source;
    qint64 m_size = 0;
    bool m_standardStrings = true;
    bool m_varied = false; // in what has been cut
    PieceList m_parts;
    std::optional<Error> m_problem;
    std::optional<Cut> m_cut; // while it is not complete
    bool m_isComplete = true;
    qint64 m_chunk = 0;
    qint64 m_bytesRead = 0;
    Former m_near; // of before the last change
    Former m_far;  // of before one that was not cut to its end
};

} // namespace howdah::query
