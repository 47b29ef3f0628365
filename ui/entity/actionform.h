// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "entity/actionsql.h"

#include <QWidget>

#include <functional>

class QFormLayout;
class QLineEdit;

namespace howdah::ui {

// The parameters of an action, each in a field that fits it: what can be chosen in a list, a password twice and without
// echo, everything else as text. UI thread.
class ActionForm final : public QWidget
{
    Q_OBJECT
public:
    explicit ActionForm(QWidget *parent = nullptr);

    using Choices = QHash<QString, std::vector<entity::Choice>>;
    // What was typed before stays in the fields of the same names.
    void setParameters(const entity::ActionDefinition &action, const Choices &choices);
    [[nodiscard]] bool isEmpty() const { return m_fields.empty(); }
    // By the ids of the parameters; without those that are generated.
    [[nodiscard]] QHash<QString, QString> typed() const;
    // Why it cannot be carried out with this yet; "" when it can.
    [[nodiscard]] QString problem() const;
    void focusFirst();

Q_SIGNALS:
    void changed();

private:
    struct Field
    {
        QString id;
        QWidget *editor = nullptr;
        std::function<QString()> text;
        std::function<void(const QString &)> setText;
        std::function<QString()> problem;
    };
    void addText(const entity::ParameterDefinition &parameter);
    void addChoice(const entity::ParameterDefinition &parameter, const std::vector<entity::Choice> &choices);
    void addPassword(const entity::ParameterDefinition &parameter);
    void addRow(const QString &title, QWidget *field);
    QLineEdit *addLine(const QString &title, const QString &name);
    void clear();

    QFormLayout *m_layout;
    std::vector<Field> m_fields;
};

} // namespace howdah::ui
