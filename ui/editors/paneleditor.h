// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editors/celleditor.h"

class QLabel;
class QTimer;
class QToolButton;

namespace howdah::ui {

class Lookup;

// An editor with what stands around it in the panel: NULL, the empty text and DEFAULT as buttons that show which of
// them holds, and beneath it what is wrong with the value. A text that nothing is wrong with here is shown to the
// server, which reads it as the column's type and touches no row.
class PanelEditor final : public CellEditor
{
    Q_OBJECT
public:
    PanelEditor(CellEditor *inner, QWidget *parent = nullptr);

    [[nodiscard]] CellEditor *inner() const { return m_inner; }
    [[nodiscard]] QString problem() const override;
    [[nodiscard]] std::map<int, data::CellValue> companions() const override { return m_inner->companions(); }
    void beginWith(const QString &text) override { m_inner->beginWith(text); }

    [[nodiscard]] QToolButton *nullButton() const { return m_null; }
    [[nodiscard]] QToolButton *emptyButton() const { return m_empty; }
    [[nodiscard]] QToolButton *defaultButton() const { return m_default; }

protected:
    void load(const data::CellValue &value) override;
    [[nodiscard]] data::CellValue current() const override { return m_inner->value(); }
    [[nodiscard]] data::CellValue beginning(qint64 most) const override { return m_inner->glance(most); }
    void applyReadOnly(bool readOnly) override;
    void changeEvent(QEvent *event) override;

private:
    QToolButton *stateButton(const QString &text, const QString &tip, const data::CellValue &value);
    void innerEdited();
    void showState();
    void askServer();

    CellEditor *m_inner;
    QToolButton *m_null;
    QToolButton *m_empty;
    QToolButton *m_default;
    QLabel *m_problem;
    QTimer *m_delay;
    Lookup *m_lookup = nullptr;
    QString m_refusal;       // the server's words
    data::CellValue m_asked; // of which value
};

} // namespace howdah::ui
