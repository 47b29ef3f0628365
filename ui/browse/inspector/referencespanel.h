// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "data/page/filter.h"
#include "data/edit/references.h"

#include <QTimer>
#include <QWidget>

class QAction;
class QTreeWidget;
class QTreeWidgetItem;

namespace howdah::connection {
class Session;
}

namespace howdah::ui {

class ConnectionController;
class GridModel;
class StateStack;

// Where a foreign key leads to.
struct ReferenceStep
{
    quint32 relation = 0;
    data::FilterSet filters; // that leave the rows at its other end
};
// Nothing when the key is not whole: it refers to no row then.
[[nodiscard]] std::optional<ReferenceStep>
stepForward(const data::Reference &reference, const std::vector<std::optional<QByteArray>> &row);
[[nodiscard]] std::optional<ReferenceStep>
stepBack(const data::Reference &reference, const std::vector<std::optional<QByteArray>> &row);

// The rows that the current row refers to, those that refer to it, and those of its conversation, counted. Nothing is
// asked while it is hidden. UI thread.
class ReferencesPanel final : public QWidget
{
    Q_OBJECT
public:
    ReferencesPanel(ConnectionController *connection, GridModel *model, QWidget *parent = nullptr);
    ~ReferencesPanel() override;

    // -1: none is chosen.
    void showRow(quint32 relation, int row);
    void cancel();
    // From the cell, when its column belongs to a foreign key; else it is said why not.
    void follow(quint32 relation, int row, int column);

    [[nodiscard]] StateStack *states() const { return m_states; }
    [[nodiscard]] QTreeWidget *tree() const { return m_tree; }
    [[nodiscard]] bool isCounting() const { return m_session != nullptr; }
    [[nodiscard]] QAction *followAction() const { return m_follow; }

    // A count takes so long, and then the planner is asked.
    static constexpr int BudgetMs = 3000;
    static constexpr qint64 MostCounted = 100'000;

Q_SIGNALS:
    void followed(const howdah::ui::ReferenceStep &step);
    void refused(const QString &why);
    void counted(); // all of them

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    using Row = std::vector<std::optional<QByteArray>>;
    struct Line
    {
        data::Reference reference;
        bool isForward = false;
        std::optional<ReferenceStep> step;
        QTreeWidgetItem *item = nullptr;
    };

    void stop();
    void ask();
    void readWhole(int row, const std::vector<int> &columns, std::function<void(const Row &)> handler);
    void fill(const Row &row);
    void addLine(QTreeWidgetItem *group, data::Reference reference, bool forward, const Row &row);
    void lookUp(size_t line);
    void estimate(size_t line);
    void answered(size_t line, const QString &text, const QString &tip = {});
    void activate(QTreeWidgetItem *item);

    ConnectionController *m_connection;
    GridModel *m_model;
    QTreeWidget *m_tree;
    StateStack *m_states;
    QAction *m_follow;
    QTimer m_rest;
    std::shared_ptr<connection::Session> m_session;
    std::vector<Line> m_lines;
    quint32 m_relation = 0;
    int m_row = -1;
    Latest m_asked;       // one question for all that is asked of a row
    bool m_isDue = false; // a row was chosen that is not shown yet
};

} // namespace howdah::ui
