// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/tenantdialog.h"

#include "common/tooltips.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr qsizetype MostLetters = 200;

const TenantSetting *settingNamed(const TenantChoice &tenant, const QString &name)
{
    const auto found = std::ranges::find(tenant.settings(), name, &TenantSetting::name);
    return found == tenant.settings().end() ? nullptr : &*found;
}

QString textOf(const TenantChoice &tenant, const QString &name)
{
    const TenantSetting *setting = settingNamed(tenant, name);
    const QString first = setting && setting->isHidden ? setting->words + u' ' : QString();
    return first
         + TenantDialog::tr("It holds for everything in this window, without connecting again, and is remembered for "
                            "this connection.");
}

QString titleOf(const TenantChoice &tenant, const QString &name)
{
    const TenantSetting *setting = settingNamed(tenant, name);
    return setting ? setting->title : name;
}

} // namespace

TenantDialog::TenantDialog(ConnectionController &controller, const QString &setting, QWidget *parent)
    : DialogFrame(named(titleOf(controller.tenant(), setting), textOf(controller.tenant(), setting)), parent)
    , m_controller(controller)
    , m_name(setting)
    , m_typed(new QLineEdit)
    , m_list(new QListWidget)
    , m_choose(nullptr)
{
    setObjectName(u"tenantDialog"_s);
    setWindowModality(Qt::WindowModal);
    m_typed->setObjectName(u"tenantValue"_s);
    m_typed->setPlaceholderText(tr("Search the names, or type a value"));
    m_typed->setAccessibleName(m_typed->placeholderText());
    m_typed->setClearButtonEnabled(true);
    m_typed->installEventFilter(this);
    m_list->setObjectName(u"tenants"_s);
    m_list->setAccessibleName(titleOf(controller.tenant(), setting));
    m_list->setUniformItemSizes(true);
    m_list->setMinimumHeight(180);
    content()->addWidget(m_typed);
    content()->addWidget(m_list, 1);
    addProblem(u"tenantProblem"_s);
    addSafe(tr("Cancel"));
    m_choose = addAccept(tr("Choose"));
    m_choose->setDefault(true); // it destroys nothing
    connect(m_choose, &QPushButton::clicked, this, &TenantDialog::chooseNow);
    connect(m_list, &QListWidget::itemActivated, this, &TenantDialog::chooseNow);
    connect(m_list, &QListWidget::currentRowChanged, this, &TenantDialog::follow);
    connect(m_typed, &QLineEdit::textChanged, this, &TenantDialog::filter);
    TenantChoice &tenant = controller.tenant();
    connect(&tenant, &TenantChoice::changed, this, [this] {
        if (const TenantSetting *now = this->setting(); !now || now->choices != m_shown)
            fill();
    });
    connect(&tenant, &TenantChoice::chosen, this, &QDialog::accept);
    connect(&tenant, &TenantChoice::failed, this, [this](const Error &error) {
        showProblem(describe(error));
        follow();
    });
    connect(&controller, &ConnectionController::stateChanged, this, &QDialog::reject);
    fill();
    m_typed->setFocus();
    resizeWithin({520, 420});
}

const TenantSetting *TenantDialog::setting() const { return settingNamed(m_controller.tenant(), m_name); }

void TenantDialog::fill()
{
    const TenantSetting *setting = this->setting();
    m_list->clear();
    m_shown = setting ? setting->choices : std::vector<entity::Choice>();
    auto *none = new QListWidgetItem(tr("None"), m_list);
    none->setData(Qt::UserRole, QString());
    m_list->setCurrentItem(none);
    for (const entity::Choice &choice : m_shown) {
        const QString value = QString::fromUtf8(choice.value);
        auto *item = new QListWidgetItem((choice.label.isEmpty() ? value : choice.label).left(MostLetters), m_list);
        item->setData(Qt::UserRole, value);
        item->setToolTip(plainToolTip(value));
        if (setting->value == value)
            m_list->setCurrentItem(item);
    }
    filter();
}

// What is typed is a part of a name, or a value.
void TenantDialog::filter()
{
    const QString typed = m_typed->text().trimmed();
    QListWidgetItem *first = nullptr;
    for (int row = 0; row < m_list->count(); ++row) {
        QListWidgetItem *item = m_list->item(row);
        const bool isShown = typed.isEmpty() || item->text().contains(typed, Qt::CaseInsensitive)
                          || item->data(Qt::UserRole).toString().startsWith(typed, Qt::CaseInsensitive);
        item->setHidden(!isShown);
        if (isShown && !first)
            first = item;
    }
    if (!typed.isEmpty() || !m_list->currentItem())
        m_list->setCurrentItem(first);
    follow();
}

void TenantDialog::follow()
{
    m_choose->setEnabled(m_list->currentItem() || !m_typed->text().trimmed().isEmpty());
    m_choose->setText(m_list->currentItem() || m_typed->text().isEmpty() ? tr("Choose") : tr("Choose this value"));
}

void TenantDialog::chooseNow()
{
    showProblem({});
    m_choose->setEnabled(false);
    const QListWidgetItem *item = m_list->currentItem();
    m_controller.tenant().choose(m_name, item ? item->data(Qt::UserRole).toString() : m_typed->text().trimmed());
}

// The list is moved through from where it is searched.
bool TenantDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_typed && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp || key == Qt::Key_PageDown) {
            QCoreApplication::sendEvent(m_list, event);
            return true;
        }
    }
    return DialogFrame::eventFilter(watched, event);
}

} // namespace howdah::ui
