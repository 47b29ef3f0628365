// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/complete/proposal.h"

#include <QAbstractListModel>
#include <QFrame>
#include <QIcon>

class QLabel;
class QListView;

namespace howdah::ui {

// The proposals of a completion. UI thread.
class ProposalModel final : public QAbstractListModel
{
    Q_OBJECT
public:
    enum Role { DetailRole = Qt::UserRole };
    using QAbstractListModel::QAbstractListModel;

    void setProposals(query::complete::Proposals proposals);
    [[nodiscard]] const query::complete::Proposals &proposals() const { return m_proposals; }
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

private:
    query::complete::Proposals m_proposals;
};

// In words: "column", "table", "foreign key".
[[nodiscard]] QString kindName(query::complete::ProposalKind kind);
[[nodiscard]] QIcon kindIcon(query::complete::ProposalKind kind);
// On one line, with what one does not see shown.
[[nodiscard]] QString oneLine(const QString &text, qsizetype most = 200);

// A list beneath the caret with what is known of the entry in front beneath it. It never has the focus: whoever has it
// hands the keys on. UI thread.
class CompletionPopup final : public QFrame
{
    Q_OBJECT
public:
    explicit CompletionPopup(QWidget *editor);

    // The first becomes the current one, unless the one that was chosen by hand is still there.
    void setProposals(query::complete::Proposals proposals);
    [[nodiscard]] const query::complete::Proposals &proposals() const { return m_model->proposals(); }
    [[nodiscard]] int currentRow() const;
    // Somebody has moved in the list.
    [[nodiscard]] bool isChosen() const { return m_chosen; }
    // By rows or pages, from end to end; the ends do not go on into each other by pages.
    void move(int rows);
    void movePage(int pages);
    // What is known of the current entry beyond the list; plain text.
    void setDocumentation(const QString &text);
    // Beneath the caret, or above where there is no room; in global pixels.
    void showAt(const QRect &caret);

    [[nodiscard]] QListView *list() const { return m_list; }

Q_SIGNALS:
    void currentChanged();
    void accepted(int row);

protected:
    void hideEvent(QHideEvent *event) override;

private:
    void select(int row);

    ProposalModel *m_model;
    QListView *m_list;
    QLabel *m_documentation;
    QRect m_caret;
    bool m_chosen = false;
};

} // namespace howdah::ui
