// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "editors/lineeditor.h"

class QToolButton;

namespace howdah::ui {

// An UUID by its text, or a new random one (version 4).
class UuidEditor final : public LineEditor
{
    Q_OBJECT
public:
    explicit UuidEditor(QWidget *parent = nullptr);
    void generate();

protected:
    void applyReadOnly(bool readOnly) override;

private:
    QToolButton *m_button;
};

} // namespace howdah::ui
