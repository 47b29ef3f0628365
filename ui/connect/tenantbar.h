// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace howdah::ui {

class Banner;
class ConnectionController;

// Over what a page shows, while nothing can be seen because no tenant is chosen: says so in the words of the model, and
// offers the choice.
class TenantBar final : public QWidget
{
    Q_OBJECT
public:
    explicit TenantBar(ConnectionController &controller, QWidget *parent = nullptr);

    [[nodiscard]] QString text() const;

private:
    void follow();

    ConnectionController &m_controller;
    Banner *m_banner;
};

} // namespace howdah::ui
