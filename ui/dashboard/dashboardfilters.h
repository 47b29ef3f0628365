// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dashboard/dashboardchoice.h"

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace howdah::ui {

class ChoicePopup;

// The filters of a dashboard: a button for each that opens the list of its values, and a chip for each value that is
// chosen, which takes it out again; and a field for each of its variables.
class DashboardFilters final : public QWidget
{
    Q_OBJECT
public:
    explicit DashboardFilters(QWidget *parent = nullptr);

    void setFilters(const metrics::DashboardDefinition &dashboard);
    void setChosen(const metrics::FilterChoice &chosen);
    [[nodiscard]] const metrics::FilterChoice &chosen() const { return m_chosen; }
    void setValues(const QString &filter, const metrics::FilterValues &values);
    void setProblem(const QString &filter, const QString &problem);
    [[nodiscard]] const ValuesByFilter &values() const { return m_values; }
    void forgetValues();
    // Where the keyboard begins.
    void open(const QString &filter);

    // As many lines as it takes.
    [[nodiscard]] bool hasHeightForWidth() const override { return true; }
    [[nodiscard]] int heightForWidth(int width) const override;
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void chosenChanged(const howdah::metrics::FilterChoice &chosen);
    void valuesWanted(const QString &filter);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    enum class Placing { Measured, Done };
    int place(int width, Placing placing) const;
    void add(QWidget *part, QList<QWidget *> &to);
    void showChips();
    void fill();

    void addVariable(const metrics::VariableDefinition &variable);
    void takeVariable(const metrics::VariableDefinition &variable);
    void showVariables();

    std::vector<metrics::FilterDefinition> m_filters;
    std::vector<metrics::VariableDefinition> m_variables;
    QMap<QString, QStringList> m_inputs; // by filter: what its values depend on
    QMap<QString, QLineEdit *> m_fields; // by variable
    metrics::FilterChoice m_chosen;
    ValuesByFilter m_values;
    QMap<QString, QString> m_problems;
    QString m_open; // the filter whose list is shown
    QMap<QString, QPushButton *> m_buttons;
    QList<QWidget *> m_openers;
    QList<QWidget *> m_chips;
    ChoicePopup *m_popup = nullptr;
};

} // namespace howdah::ui
