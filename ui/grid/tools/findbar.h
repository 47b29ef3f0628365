// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;

namespace howdah::ui {

class GridTable;

// Finds words among the rows that are here, cell by cell, whatever is filtered: Enter or F3 goes on, with Shift back.
// Hidden until it is opened; Esc closes it. UI thread, in turns.
class FindBar final : public QWidget
{
    Q_OBJECT
public:
    explicit FindBar(GridTable *table, QWidget *parent = nullptr);

    void open();
    void close();
    enum class Way { On, Back };
    void go(Way way);
    [[nodiscard]] QString status() const;

Q_SIGNALS:
    // In the rows that are not here, too: by a filter.
    void searchAllWanted(const QString &text);
    void closed();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    struct Search;
    void begin(Way way, bool fromHere);
    [[nodiscard]] bool look(Search &search) const;
    void ended(const Search &search);

    GridTable *m_table;
    QLineEdit *m_text;
    QLabel *m_status;
    QPushButton *m_all;
    Latest m_asked; // a longer word takes the place of a shorter one
};

} // namespace howdah::ui
