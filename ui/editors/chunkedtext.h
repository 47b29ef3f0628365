// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <vector>

namespace howdah::ui {

// A long text in pieces. A copy costs next to nothing, whatever the length, so that a worker can read what the user
// goes on editing. A value.
class ChunkedText final
{
public:
    static constexpr qsizetype chunkSize = 256 * 1024;

    ChunkedText() = default;
    // Shares the text until a piece of it is changed.
    explicit ChunkedText(const QByteArray &text, qsizetype from = 0);

    [[nodiscard]] qint64 size() const { return m_size; }
    void insert(qint64 at, QByteArrayView text);
    void remove(qint64 at, qint64 length);
    [[nodiscard]] QByteArray joined() const;
    [[nodiscard]] QByteArray mid(qint64 at, qint64 length) const;

private:
    // The chunk that holds the place, and the place in it; the last one at the end.
    [[nodiscard]] std::pair<size_t, qsizetype> find(qint64 at) const;

    QByteArray m_source; // that untouched pieces point into
    std::vector<QByteArray> m_chunks;
    qint64 m_size = 0;
};

// Breaks that only the view has, so that no line is so long that drawing it would stall. They are a character that the
// text does not have and a line feed; taking both away gives the text back.
struct BrokenText
{
    QByteArray view;
    QByteArray softBreak; // "" when nothing was broken
};
// Lines of more than `longest` bytes are broken: of JSON between tokens, else between characters.
[[nodiscard]] BrokenText brokenText(const QByteArray &text, bool isJson, qsizetype longest = 300);
[[nodiscard]] QByteArray withoutSoftBreaks(QByteArray view, const QByteArray &softBreak);

} // namespace howdah::ui
