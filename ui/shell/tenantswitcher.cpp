// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/tenantswitcher.h"

#include "common/captions.h"
#include "common/icons.h"
#include "common/tooltips.h"
#include "connect/connectioncontroller.h"
#include "connect/tenantchoice.h"
#include "connect/tenantdialog.h"

#include <QMenu>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr int WidestTenant = 240;
constexpr qsizetype MostTenantLetters = 200;

} // namespace

TenantSwitcher::TenantSwitcher(ConnectionController &controller, QWidget *parent)
    : TopButton(Border::None, parent)
    , m_controller(controller)
{
    setObjectName(u"tenant"_s);
    setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(this, &QAbstractButton::clicked, this, &TenantSwitcher::choose);
    connect(&controller, &ConnectionController::stateChanged, this, [this] { refresh(); });
    connect(&controller.tenant(), &TenantChoice::changed, this, [this] { refresh(); });
    connect(&controller.tenant(), &TenantChoice::wanted, this, &TenantSwitcher::openDialog);
    refresh();
}

// The one for want of which nothing is seen, else the first.
const TenantSetting *TenantSwitcher::shown() const
{
    const TenantChoice &tenant = m_controller.tenant();
    if (!m_controller.isConnected() || tenant.settings().empty())
        return nullptr;
    return tenant.hidden() ? tenant.hidden() : &tenant.settings().front();
}

void TenantSwitcher::refresh()
{
    const TenantSetting *setting = shown();
    setVisible(setting != nullptr);
    if (!setting)
        return;
    const QString none = setting->isBound ? tr("No %1", "tenant, such as organization").arg(setting->title.toLower())
                                          : tr("All: %1", "tenants, such as organization").arg(setting->title);
    m_words = setting->value.isEmpty() ? none : setting->shown();
    setText(plainCaption(m_words, MostTenantLetters));
    setAccessibleName(
        setting->value.isEmpty() ? m_words : tr("%1 %2", "a tenant's kind and name").arg(setting->title, m_words));
    setToolTip(plainToolTip(
        (setting->warning().isEmpty() ? setting->sentence() : setting->warning()) + u'\n' + tr("Click to choose.")));
    updateGeometry();
    update();
}

QSize TenantSwitcher::sizeHint() const
{
    const int words = fontMetrics().horizontalAdvance(m_words);
    return {qMin(words + space::iconSmall + ArrowSize + 5 * space::inside, WidestTenant), Height};
}

QSize TenantSwitcher::minimumSizeHint() const { return {90, Height}; }

void TenantSwitcher::paintEvent(QPaintEvent *)
{
    const TenantSetting *setting = shown();
    if (!setting)
        return;
    QPainter painter(this);
    paintGround(painter);
    const bool isWarned = !setting->warning().isEmpty();
    const Tone tone = isWarned ? Tone::Edited : Tone::Neutral;
    QRect rest = rect().adjusted(space::inside, 0, -space::inside, 0);
    const QRect sign(rest.left(), rest.center().y() - space::iconSmall / 2 + 1, space::iconSmall, space::iconSmall);
    ui::icon(isWarned ? u"dialog-warning" : u"system-users", tone).paint(&painter, sign);
    rest.setLeft(sign.right() + space::inside);
    paintArrow(painter, rest);
    painter.setPen(isWarned ? color(tone, palette()) : palette().color(QPalette::WindowText));
    painter.drawText(
        rest, Qt::AlignLeft | Qt::AlignVCenter,
        painter.fontMetrics().elidedText(m_words, Qt::ElideMiddle, rest.width()));
}

void TenantSwitcher::openDialog(const QString &setting)
{
    if (m_dialog && m_dialog->isVisible()) // one that is closed may wait for its end still
        return m_dialog->raise();
    m_dialog = new TenantDialog(m_controller, setting, window());
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog->open();
}

void TenantSwitcher::choose()
{
    TenantChoice &tenant = m_controller.tenant();
    if (tenant.settings().empty())
        return;
    if (tenant.settings().size() == 1) {
        Q_EMIT tenant.wanted(tenant.settings().front().name);
        return;
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const TenantSetting &setting : tenant.settings()) {
        const QString words =
            setting.value.isEmpty() ? setting.title : tr("%1: %2", "a setting").arg(setting.title, setting.shown());
        connect(
            menu->addAction(plainCaption(words, MostTenantLetters)), &QAction::triggered, this,
            [this, name = setting.name] { Q_EMIT m_controller.tenant().wanted(name); });
    }
    menu->popup(mapToGlobal(QPoint(0, height() + 2)));
}

} // namespace howdah::ui
