// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/error.h"
#include "catalog/change/structurescript.h"
#include "common/dialogframe.h"

class QComboBox;
class QFormLayout;
class QLineEdit;
class QPushButton;

namespace howdah::ui {

class SqlView;

// A form for one change of the structure: its fields, the SQL that they make, which follows what is typed, and what
// cannot be yet. It changes nothing by itself: it says that the change is to be run, or written as a migration. Derived
// ones make the fields. UI thread.
class StructureForm : public DialogFrame
{
    Q_OBJECT
public:
    [[nodiscard]] catalog::Snapshot began() const { return m_began; }
    [[nodiscard]] virtual catalog::StructureChange change() const = 0;
    [[nodiscard]] const catalog::StructureScript &script() const { return m_script; }
    [[nodiscard]] SqlView *preview() const { return m_preview; }

    // Why it cannot be run here; "" when it can. A migration can be made of it all the same.
    void setReadOnly(const QString &why);
    // While it is looked at, run or written nothing can be pressed.
    void setBusy(const QString &what);
    void showError(const Error &error);

Q_SIGNALS:
    void runWanted();
    void migrationWanted();

protected:
    StructureForm(const Words &words, const catalog::Snapshot &began, QWidget *parent);
    // When the fields are made: the preview and the buttons behind them. `destroys`: the button to run is red.
    void finish(bool destroys = false);
    // Whenever a field has changed.
    void refresh();
    [[nodiscard]] static QLineEdit *field(QFormLayout *form, const QString &label, const QString &name);
    // What else stands in the way of it; "" when nothing does.
    [[nodiscard]] virtual QString obstacle() const { return {}; }

private:
    void updateButtons();

    catalog::Snapshot m_began;
    catalog::StructureScript m_script;
    QString m_readOnly;
    QString m_busy;
    SqlView *m_preview = nullptr;
    QLabel *m_problems = nullptr;
    QLabel *m_notes = nullptr;
    QPushButton *m_run = nullptr;
    QPushButton *m_migration = nullptr;
};

} // namespace howdah::ui
