// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/result/outcomemodel.h"
#include "query/run/runoptions.h"

#include <QWidget>

class QListView;
class QPlainTextEdit;

namespace howdah::ui {

class ElidedLabel;
class IconLabel;

// What a run had to say: its statements as a list, all of one of them beneath, and how it ended above. UI thread.
class MessagesView final : public QWidget
{
    Q_OBJECT
public:
    explicit MessagesView(QWidget *parent);

    [[nodiscard]] OutcomeModel *model() const { return m_model; }
    [[nodiscard]] QListView *list() const { return m_list; }
    // What is said of the chosen statement, to be read and copied.
    [[nodiscard]] QString detailText() const;
    [[nodiscard]] QString headText() const;

    void beginRun();
    void began(const query::Outcome &outcome);
    void noticed(qint64 number, const connection::Notice &notice);
    void ended(const query::Outcome &outcome);
    void finished(const query::RunReport &report);

Q_SIGNALS:
    void placeWanted(const howdah::query::ScriptPlace &place, qint64 offset);

private:
    void showDetail();
    void activate(const QModelIndex &index);
    void follow(int line);

    OutcomeModel *m_model;
    QListView *m_list;
    QPlainTextEdit *m_detail;
    IconLabel *m_sign;
    ElidedLabel *m_head;
    bool m_isChosen = false; // somebody looks at a line: it stays
    bool m_follows = false;  // the line is set by us
};

} // namespace howdah::ui
