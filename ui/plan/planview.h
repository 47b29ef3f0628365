// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "common/statestack.h"
#include "plan/planexport.h"
#include "plan/planorigin.h"

#include <memory>
#include <vector>

class QAbstractItemView;
class QComboBox;
class QHBoxLayout;
class QLabel;
class QPlainTextEdit;
class QSortFilterProxyModel;
class QStackedWidget;
class QTabBar;
class QTabWidget;
class QTreeView;

namespace howdah::ui {

class PlanFlame;

// A plan as a tree, an icicle, a table and text, with the details of one node that all of them choose. Loading, empty,
// failed, and partial: what could not be read is said above it. Where an answer has several plans, a list chooses one.
//
// Further panes, which this knows nothing of, are added by whoever makes the view (query/result/planpanes.h has a line
// for each): addFace() another way to see all of the plan, addAside() something beside it, addTool() a button above it.
// They follow planChanged() and selectedChanged(), ask plan() and origin(), and choose a node by select(). UI thread.
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
    // Of one answer, at least one; the first is shown.
    void setPlans(std::vector<ShownPlan> plans);
    // The one that is shown; nullptr while there is none. Holds until planChanged().
    [[nodiscard]] const ShownPlan *plan() const;
    [[nodiscard]] int planCount() const { return int(m_plans.size()); }
    void showPlan(int number); // from 0
    // Before the plan: what is known of where it is from.
    void setOrigin(PlanOrigin origin) { m_origin = std::move(origin); }
    [[nodiscard]] const PlanOrigin &origin() const { return m_origin; }

    // ---- further panes, owned from now on
    // Behind the other faces: the rows of an answer that is a plan.
    void addFace(QWidget *face, const QString &title);
    void setFace(Face face);
    // A tab beside the details of the node, to the right of all faces.
    void addAside(QWidget *aside, const QString &title);
    void showAside(QWidget *aside);
    // At the end of the row above the faces.
    void addTool(QWidget *tool);

    void select(int node);
    [[nodiscard]] int selected() const { return m_selected; } // -1: none
    [[nodiscard]] StateStack *states() const { return m_states; }
    [[nodiscard]] QTreeView *tree() const { return m_tree; }
    [[nodiscard]] QTreeView *table() const { return m_table; }
    [[nodiscard]] PlanFlame *flame() const { return m_flame; }
    [[nodiscard]] QPlainTextEdit *text() const { return m_text; }
    [[nodiscard]] QPlainTextEdit *details() const { return m_details; }
    [[nodiscard]] QString totals() const;
    // Bytes of origin().statement: what the node does there, and the nodes that do what stands there, the most telling
    // first. Of plans that read() has read.
    [[nodiscard]] std::optional<plan::StatementRange> placeOf(int node) const;
    [[nodiscard]] std::vector<int> nodesAt(qsizetype byte) const;

Q_SIGNALS:
    // Another plan is shown; before its first selectedChanged().
    void planChanged();
    void selectedChanged(int node);
    // The place in the statement is to be shown.
    void placeWanted(int node);

protected:
    void showEvent(QShowEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void build();
    QHBoxLayout *buildRow(QWidget *content);
    void present();
    QTreeView *makeTree(QAbstractItemModel *model, const QString &name);
    void watch(QTreeView *view);
    void fitColumns();
    static void useRoom(QTreeView *view);
    void showLine();
    void exportAs(PlanFile kind);
    [[nodiscard]] QString detailsOf(int node) const;

    std::vector<std::unique_ptr<ShownPlan>> m_plans;
    const ShownPlan *m_shown = nullptr; // of these
    PlanOrigin m_origin;
    PlanModel *m_treeModel;
    PlanModel *m_listModel;
    QSortFilterProxyModel *m_sorted;
    StateStack *m_states = nullptr;
    QComboBox *m_list = nullptr;
    QHBoxLayout *m_tools = nullptr;
    QTabWidget *m_asides = nullptr;
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
