// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/filter.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;
class QVBoxLayout;

namespace howdah::ui {

// One line of the filter bar: column, operator, value.
class FilterRow final : public QWidget
{
    Q_OBJECT
public:
    explicit FilterRow(const data::RelationShape &shape, QWidget *parent = nullptr);

    void setFilter(const data::Filter &filter);
    [[nodiscard]] data::Filter filter() const;
    void focusValue();

Q_SIGNALS:
    void submitted();
    void removed();

private:
    void fillOperators();
    void updateValueField();

    data::RelationShape m_shape;
    QComboBox *m_column;
    QComboBox *m_operator;
    QLineEdit *m_value;
};

// What restricts the rows of a grid: lines of column, operator and value, and a free condition that PostgreSQL's parser
// checks while it is typed. Enter applies; nothing is sent before.
class FilterBar final : public QWidget
{
    Q_OBJECT
public:
    explicit FilterBar(QWidget *parent = nullptr);

    // Another relation: takes the lines away without a signal.
    void setShape(const data::RelationShape &shape);
    void setFilterSet(const data::FilterSet &set); // without a signal
    [[nodiscard]] data::FilterSet filterSet() const;
    // Adds a line for the column (the first one when empty) and puts the cursor into its value.
    void addFilter(const QString &column = {});
    void addFilter(const data::Filter &filter);
    void focusCondition();
    // An error that the server found, shown beneath the condition.
    void showProblem(const QString &message);

Q_SIGNALS:
    void applied(const howdah::data::FilterSet &set);

protected:
    void changeEvent(QEvent *event) override;

private:
    void paintProblem();
    FilterRow *appendRow();
    void checkCondition();
    void apply();
    void clear();

    data::RelationShape m_shape;
    QVBoxLayout *m_rows;
    QLineEdit *m_condition;
    QLabel *m_problem;
    QToolButton *m_clear;
};

// The words of an operator, as "starts with".
[[nodiscard]] QString operatorText(data::FilterOperator op);

} // namespace howdah::ui
