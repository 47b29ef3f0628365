// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "migration/rehearse/difference.h"
#include "migration/history/journal.h"

#include <QPlainTextEdit>
#include <QTreeWidget>

namespace howdah::ui {

// What was applied against the files as they are, as lines with - and + in their colours. Read-only.
class DifferenceView final : public QPlainTextEdit
{
    Q_OBJECT
public:
    explicit DifferenceView(QWidget *parent = nullptr);

    void setText(const QString &text);

protected:
    void changeEvent(QEvent *event) override;

private:
    class Highlighter;
    Highlighter *m_highlighter;
};

// The differences of both directions as one text; "" when there is none.
[[nodiscard]] QString
differenceText(const migration::TextDifference &up, const migration::TextDifference &down, const QString &name);
// In a sentence: the same, only line ends differ, not known because ...
[[nodiscard]] QString differenceSentence(const migration::TextDifference &up, const migration::TextDifference &down);

// What the journal says of a migration: its runs and marks, newest first, each with its statements beneath it.
class JournalView final : public QTreeWidget
{
    Q_OBJECT
public:
    enum Column { What, When, Took, Who, Details, ColumnCount };
    static constexpr int WidestColumn = 420;

    explicit JournalView(QWidget *parent = nullptr);

    void setEvents(std::vector<migration::Event> events);

private:
    void addStatements(QTreeWidgetItem *item);

    std::vector<migration::Event> m_events;
};

} // namespace howdah::ui
