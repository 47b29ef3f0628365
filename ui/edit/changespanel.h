// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/edit/changeset.h"
#include "edit/changesmodel.h"

#include <QWidget>

class QAction;
class QLabel;
class QScrollArea;
class QSplitter;
class QTreeView;

namespace howdah::ui {

class Banner;
class ConflictView;
class EditSession;
class StateStack;
class StatementView;

// All that is staged, in the order in which it is sent: rows and cells with what they were and will be, what stands
// against them, and the exact SQL of the chosen one. UI thread.
class ChangesPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit ChangesPanel(EditSession *session, QWidget *parent = nullptr);

    // The edits that are offered for restoring, to be looked at, or those that are staged again.
    void showOffer(bool offered);
    [[nodiscard]] bool isOfferShown() const;
    void selectRow(const data::RowKey &key);

    [[nodiscard]] StateStack *states() const { return m_states; }
    [[nodiscard]] QTreeView *tree() const { return m_tree; }
    [[nodiscard]] ChangesModel *model() const { return m_model; }
    [[nodiscard]] ConflictView *conflicts() const { return m_conflicts; }
    [[nodiscard]] StatementView *statement() const { return m_statement; }
    [[nodiscard]] QAction *revertAction() const { return m_revert; }
    [[nodiscard]] QAction *checkAction() const { return m_check; }
    [[nodiscard]] QAction *copyScriptAction() const { return m_copyScript; }
    // For menus and the palette.
    [[nodiscard]] QList<QAction *> panelActions() const { return {m_revert, m_showRow, m_check, m_copyScript}; }
    // All of a save as a script, readable.
    [[nodiscard]] QString script() const;

Q_SIGNALS:
    // The operator wants to see this row in the grid; the column is -1 for the row as such.
    void rowActivated(const howdah::data::RowKey &row, int column);
    void offerShown(bool offered);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeActions();
    void makeTree();
    [[nodiscard]] QWidget *makeHead();
    void update();
    void updateStates();
    void updateDetails();
    void updateActions();
    void revertSelected();
    void activate(const QModelIndex &index);
    void refused(const Error &error);

    EditSession *m_session;
    ChangesModel *m_model;
    data::RowKey m_wanted; // to be selected once it is listed
    QTreeView *m_tree;
    StateStack *m_states = nullptr;
    QSplitter *m_splitter;
    QScrollArea *m_details = nullptr; // of the chosen change
    ConflictView *m_conflicts;
    StatementView *m_statement;
    QLabel *m_count;
    Banner *m_offerBanner;
    Banner *m_refused;
    QAction *m_revert = nullptr;
    QAction *m_showRow = nullptr;
    QAction *m_check = nullptr;
    QAction *m_copyScript = nullptr;
};

} // namespace howdah::ui
