// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/tenantbar.h"

#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connect/tenantchoice.h"

#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

TenantBar::TenantBar(ConnectionController &controller, QWidget *parent)
    : QWidget(parent)
    , m_controller(controller)
    , m_banner(new Banner(Tone::Edited, this))
{
    setObjectName(u"tenantBar"_s);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_banner);
    auto *choose = button(tr("Choose…"));
    choose->setObjectName(u"chooseTenant"_s);
    m_banner->addWidget(choose);
    connect(choose, &QPushButton::clicked, this, [this] {
        if (const TenantSetting *hidden = m_controller.tenant().hidden())
            Q_EMIT m_controller.tenant().wanted(hidden->name);
    });
    connect(&controller.tenant(), &TenantChoice::changed, this, [this] { follow(); });
    connect(&controller, &ConnectionController::stateChanged, this, [this] { follow(); });
    follow();
}

QString TenantBar::text() const { return m_banner->text(); }

void TenantBar::follow()
{
    const TenantSetting *hidden = m_controller.isConnected() ? m_controller.tenant().hidden() : nullptr;
    if (hidden)
        m_banner->setText(hidden->warning());
    setVisible(hidden != nullptr);
}

} // namespace howdah::ui
