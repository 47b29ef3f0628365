// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editors/celleditor.h"
#include "query/run/summary.h"
#include "query/script/neededparameters.h"

#include <QWidget>

#include <optional>

class QHBoxLayout;
class QLabel;
class QToolButton;

namespace howdah::ui {

// One parameter: its name and type, an editor of that type, and NULL, the empty string and DEFAULT beside it. Without a
// value until one is given. UI thread.
class ParameterField final : public QWidget
{
    Q_OBJECT
public:
    explicit ParameterField(query::NeededParameter parameter, QWidget *parent = nullptr);

    [[nodiscard]] const QString &name() const { return m_parameter.name; }
    [[nodiscard]] const query::NeededParameter &parameter() const { return m_parameter; }
    // Its place in the text may have changed, and with it what may stand there.
    void setParameter(const query::NeededParameter &parameter);
    // As the server says; an oid of 0: not known yet. What was given stays.
    void setType(const query::TypedParameter &type, const catalog::Catalog *catalog);
    // Names that exist, for a name.
    void setNames(const QStringList &names);

    [[nodiscard]] std::optional<query::ParameterValue> value() const;
    void setValue(const query::ParameterValue &value);
    // Why it cannot be right, in a sentence; "" when it can, or when there is none.
    [[nodiscard]] QString problem() const;
    [[nodiscard]] CellEditor *editor() const { return m_editor; }
    [[nodiscard]] QString typeWord() const;
    void takeFocus();

Q_SIGNALS:
    void valueChanged();
    void commitWanted(howdah::ui::CellEditor::Then then);

private:
    QToolButton *stateButton(const QString &text, const QString &tip, const query::ParameterValue &value);
    void makeEditor();
    void give(const data::CellValue &value);
    void showState();
    [[nodiscard]] bool isName() const { return m_parameter.style == query::ParameterStyle::Identifier; }

    query::NeededParameter m_parameter;
    data::EditColumn m_column;
    QStringList m_names;
    std::optional<data::CellValue> m_value;
    bool m_isRoomy = false; // an editor of many lines
    CellEditor *m_editor = nullptr;
    QHBoxLayout *m_row;
    QLabel *m_name;
    QLabel *m_type;
    QLabel *m_problem;
    QToolButton *m_null;
    QToolButton *m_empty;
    QToolButton *m_default;
    QToolButton *m_roomy;
};

} // namespace howdah::ui
