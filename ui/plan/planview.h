// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/statestack.h"
#include "plan/planexport.h"

#include <memory>

class QAbstractItemView;
class QLabel;
class QPlainTextEdit;
class QSortFilterProxyModel;
class QTabBar;
class QStackedWidget;
class QTreeView;

namespace howdah::ui {

class PlanFlame;

// A plan as a tree, an icicle, a table and text, with the details of one node that all of them choose. Loading, empty,
// failed, and partial: what could not be read is said above it. UI thread.
class PlanView final : public QWidget
{
    Q_OBJECT
public:
    enum class Face { Tree, Flame, Table, Text };

    explicit PlanView(QWidget *parent = nullptr);
    ~PlanView() override;

    void showLoading();
    void showFailed(const Error &error);
    // Reads it off this thread, in any form that EXPLAIN writes.
    void read(const QByteArray &text);
    void setPlan(ShownPlan plan);
    [[nodiscard]] const ShownPlan *plan() const { return m_shown.get(); }
    // Behind the others: the rows of an answer that is a plan. Owned from now on.
    void addFace(QWidget *face, const QString &title);
    void setFace(Face face);

    void select(int node);
    [[nodiscard]] int selected() const { return m_selected; } // -1: none
    [[nodiscard]] StateStack *states() const { return m_states; }
    [[nodiscard]] QTreeView *tree() const { return m_tree; }
    [[nodiscard]] QTreeView *table() const { return m_table; }
    [[nodiscard]] PlanFlame *flame() const { return m_flame; }
    [[nodiscard]] QPlainTextEdit *text() const { return m_text; }
    [[nodiscard]] QPlainTextEdit *details() const { return m_details; }
    [[nodiscard]] QString totals() const;
    // Byte of the statement where what the node reads is named; -1: nowhere.
    [[nodiscard]] static qint64 placeIn(const QByteArray &sql, const plan::Node &node);

Q_SIGNALS:
    void selectedChanged(int node);
    // The place in the statement is to be shown.
    void placeWanted(int node);

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    QTreeView *makeTree(QAbstractItemModel *model, const QString &name);
    void watch(QTreeView *view);
    void fitColumns();
    static void useRoom(QTreeView *view);
    void showLine();
    void exportAs(PlanFile kind);
    [[nodiscard]] QString detailsOf(int node) const;

    std::unique_ptr<ShownPlan> m_shown;
    PlanModel *m_treeModel;
    PlanModel *m_listModel;
    QSortFilterProxyModel *m_sorted;
    StateStack *m_states = nullptr;
    QTabBar *m_tabs = nullptr;
    QStackedWidget *m_faces = nullptr;
    QTreeView *m_tree = nullptr;
    QTreeView *m_table = nullptr;
    PlanFlame *m_flame = nullptr;
    QPlainTextEdit *m_text = nullptr;
    QPlainTextEdit *m_details = nullptr;
    QLabel *m_totals = nullptr;
    int m_selected = -1;
    bool m_isSelecting = false;
};

} // namespace howdah::ui
