// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "plan/figures.h"
#include "plan/statementplaces.h"

#include <QAbstractItemModel>

namespace howdah::ui {

// A plan as it is shown, with its figures and the text that the server wrote. Not changed once it is made.
struct ShownPlan
{
    plan::Plan plan;
    plan::Figures figures;
    QString text;
    plan::StatementPlaces places; // where the statement is known

    // `statement`: that was explained.
    [[nodiscard]] static ShownPlan of(plan::Plan plan, const QString &text, const QByteArray &statement = {});
    // The part of the whole that a node is shown with: of the time where it was measured, else of the cost; 0 to 1.
    [[nodiscard]] double share(int node) const;
    // "3.2 ms, 41 % of the time": of the node alone.
    [[nodiscard]] QString timeText(int node) const;
    // "Seq Scan on orders o"
    [[nodiscard]] QString title(int node) const;
};

// The nodes of a plan, as a tree or as a list that can be sorted. The plan outlives the model. UI thread.
class PlanModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    enum class Form { Tree, List };
    enum Column { Name, Own, Share, Whole, Planned, Actual, Factor, Loops, Read, Cost, ColumnCount };
    enum Role { NodeRole = Qt::UserRole, ShareRole, SortRole };

    explicit PlanModel(Form form, QObject *parent = nullptr);
    void setPlan(const ShownPlan *shown);
    [[nodiscard]] QModelIndex indexOf(int node) const;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString text(int node, int column) const;
    [[nodiscard]] QVariant sortKey(int node, int column) const;

    Form m_form;
    const ShownPlan *m_shown = nullptr;
    std::vector<int> m_rows; // of each node beneath its parent
};

} // namespace howdah::ui
