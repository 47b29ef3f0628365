// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editors/lineeditor.h"
#include "editors/lookup.h"

class QTimer;
class QToolButton;

namespace howdah::ui {

class ElidedLabel;
class ReferencePicker;

// The value of a foreign key by its text, with the label of the row that it references beside it, and the rows to
// choose from (Alt+Down). A key of several columns brings the others along.
class ReferenceEditor final : public LineEditor
{
    Q_OBJECT
public:
    ReferenceEditor(data::Reference reference, ConnectionController *connection, QWidget *parent = nullptr);

    [[nodiscard]] std::map<int, data::CellValue> companions() const override;
    void showPicker();
    [[nodiscard]] ReferencePicker *picker() const { return m_picker; } // nullptr before it was shown
    // What is said of the row that is referenced.
    [[nodiscard]] QString label() const;

Q_SIGNALS:
    void labelChanged(const QString &label);

protected:
    void load(const data::CellValue &value) override;
    void applyReadOnly(bool readOnly) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void askForLabel();
    void setLabel(const QString &label, bool isMissing);
    void adopt(const data::ReferenceChoice &choice);
    [[nodiscard]] std::optional<std::vector<QByteArray>> key() const;

    data::Reference m_reference;
    Lookup *m_labels;
    Lookup *m_choices;
    ElidedLabel *m_label;
    QToolButton *m_button;
    QTimer *m_delay;
    ReferencePicker *m_picker = nullptr;
    std::map<int, data::CellValue> m_companions;
    bool m_adopting = false;
};

} // namespace howdah::ui
