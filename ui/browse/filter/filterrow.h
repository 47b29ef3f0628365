// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "data/page/filter.h"

#include <QWidget>

class QAction;
class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;

namespace howdah::ui {

class ConnectionController;
class ElidedLabel;
class ReferenceSuggestions;
class ValueChooser;

// One line of the filter bar: column, operator, value, and a second value where the operator takes one. Of a reference
// the value can be typed by its label, which stands beside it; the filter has the value.
class FilterRow final : public QWidget
{
    Q_OBJECT
public:
    explicit FilterRow(const data::RelationShape &shape, QWidget *parent = nullptr);

    void setFilter(const data::Filter &filter);
    [[nodiscard]] data::Filter filter() const;
    void focusValue();
    // By whose catalog values are offered.
    void setConnection(ConnectionController *connection);
    // What the type has to offer, open: labels, a calendar, referenced rows; true or false.
    void openChooser();
    // Says beneath the value (0) or the second one (1) what the server has against it; until it is changed.
    void showProblem(int operand, const QString &message);
    [[nodiscard]] QString problem() const;
    // What the referenced row is called; "" where nothing is known.
    [[nodiscard]] QString label() const;

Q_SIGNALS:
    void submitted();
    void edited(); // in any way
    void removed();

protected:
    void changeEvent(QEvent *event) override;

private:
    void placeFields(QWidget *remove);
    void connectFields();
    void fillOperators();
    void updateValueField();
    void makeChooser();
    void take(QLineEdit *field, const QString &text);
    void showLabel();
    void submit();
    void clearProblem();
    void paintProblem();
    [[nodiscard]] data::FilterOperator op() const;

    data::RelationShape m_shape;
    QComboBox *m_column;
    QCheckBox *m_not;
    QComboBox *m_operator;
    QLineEdit *m_value;
    QLabel *m_between;
    QLineEdit *m_second;
    QLabel *m_problem;
    ElidedLabel *m_label; // of the row that the value refers to
    ReferenceSuggestions *m_suggestions;
    ValueChooser *m_chooser;
    QAction *m_choose;       // at the end of the value
    QAction *m_chooseSecond; // and of the second one
    int m_faulty = -1;       // the operand that the problem is of
};

} // namespace howdah::ui
