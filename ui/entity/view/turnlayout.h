// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/view/threadmodel.h"

#include <QTextLayout>

#include <list>

class QPainter;

namespace howdah::ui {

// One turn as it is laid out at a width: its head, its text, what belongs to it. Laid out when it comes into sight, and
// kept while it is there. UI thread.
class TurnLayout final
{
public:
    TurnLayout(const ThreadModel &model, int row, int width);

    [[nodiscard]] int height() const { return m_height; }
    // `term`: marked wherever it stands; "" for nothing.
    void paint(QPainter &painter, const QRect &rect, const QPalette &palette, const QString &term) const;
    // What a click at this height means: whether it is the line that unfolds the turn.
    [[nodiscard]] bool isFoldLine(int y) const;

    // How high turns are, without laying them out: near enough for a scroll bar.
    class Estimate final
    {
    public:
        explicit Estimate(int width);
        [[nodiscard]] int heightOf(const entity::ThreadTurn &turn, bool isUnfolded) const;

    private:
        qsizetype m_perLine;
        int m_line;
        int m_frame;
    };
    // Characters of a turn that are shown folded, and unfolded.
    static constexpr qsizetype MostFolded = 4000;
    static constexpr qsizetype MostFoldedOfTool = 200;
    static constexpr qsizetype MostUnfolded = 40'000;
    static constexpr int WidestText = 900;

private:
    enum class Ink { Text, Muted, Failed, Link };
    struct Block
    {
        std::unique_ptr<QTextLayout> layout;
        int top = 0;
        int left = 0;
        Ink ink = Ink::Text;
        bool isFold = false;
    };
    void add(const QString &text, const QFont &font, Ink ink, int indent = 0, bool isFold = false);
    void addText(const ThreadModel &model, int row);
    void addDetails(const entity::ThreadTurn &turn, bool isUnfolded);
    void paintHead(QPainter &painter, const QRect &rect, const QPalette &palette) const;

    std::list<Block> m_blocks;
    entity::ThreadRole m_role;
    QString m_name;
    QString m_beside;  // behind the name
    QString m_figures; // at the end of the line
    int m_width;
    int m_height = 0;
};

} // namespace howdah::ui
