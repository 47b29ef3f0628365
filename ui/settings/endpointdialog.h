// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/dialogframe.h"
#include "operations/promptendpoints.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace howdah::ui {

// An endpoint with its key, which is never shown again. It closes once file and keychain have it. UI thread; those are
// written on another.
class EndpointDialog final : public DialogFrame
{
    Q_OBJECT
public:
    // One without a name is a new one.
    EndpointDialog(const prompt::Endpoint &endpoint, QWidget *parent);

Q_SIGNALS:
    void saved(const Result<prompt::Endpoints> &endpoints);

private:
    void build();
    [[nodiscard]] prompt::Endpoint wanted() const;
    void follow();
    void save();

    prompt::Endpoint m_before;
    QLineEdit *m_name;
    QLineEdit *m_address;
    QLineEdit *m_model;
    QSpinBox *m_timeout;
    QLineEdit *m_key;
    QCheckBox *m_forget;
    QLabel *m_warning;
    QPushButton *m_save = nullptr;
    Latest m_saves;
};

} // namespace howdah::ui
