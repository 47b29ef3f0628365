// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/tenantdialog.h"

#include "base/figures.h"
#include "common/tooltips.h"
#include "connect/tenantquestion.h"

#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

constexpr qsizetype MostLetters = 200;
constexpr int MostShown = 500;

const TenantSetting *settingNamed(const TenantChoice &tenant, const QString &name)
{
    const auto found = std::ranges::find(tenant.settings(), name, &TenantSetting::name);
    return found == tenant.settings().end() ? nullptr : &*found;
}

QString textOf(const TenantChoice &tenant, const QString &name)
{
    const TenantSetting *setting = settingNamed(tenant, name);
    const QString first = setting && !setting->warning().isEmpty() ? setting->warning() + u' ' : QString();
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
    , m_note(mutedLabel())
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
    m_note->setObjectName(u"tenantNote"_s);
    m_note->setWordWrap(true);
    content()->addWidget(m_typed);
    content()->addWidget(m_list, 1);
    content()->addWidget(m_note);
    addProblem(u"tenantProblem"_s);
    addSafe(tr("Cancel"));
    m_choose = addAccept(tr("Choose"));
    m_choose->setDefault(true); // it destroys nothing
    connect(m_choose, &QPushButton::clicked, this, &TenantDialog::chooseNow);
    connect(m_list, &QListWidget::itemActivated, this, &TenantDialog::chooseNow);
    connect(m_list, &QListWidget::currentRowChanged, this, &TenantDialog::follow);
    connect(m_typed, &QLineEdit::textChanged, this, &TenantDialog::fill);
    TenantChoice &tenant = controller.tenant();
    connect(&tenant, &TenantChoice::changed, this, [this] {
        const TenantSetting *now = this->setting();
        if (!now || now->choices != m_known)
            fill();
        else
            note();
    });
    connect(&tenant, &TenantChoice::chosen, this, &QDialog::accept);
    connect(&tenant, &TenantChoice::failed, this, [this](const Error &error) {
        showProblem(describe(error));
        follow();
    });
    connect(&tenant, &TenantChoice::unsavedFound, this, &TenantDialog::askUnsaved);
    connect(this, &QDialog::rejected, &tenant, [&tenant] { tenant.settle(TenantChoice::Unsaved::Stay); });
    connect(&controller, &ConnectionController::stateChanged, this, &QDialog::reject);
    fill();
    m_typed->setFocus();
    resizeWithin({520, 420});
}

const TenantSetting *TenantDialog::setting() const { return settingNamed(m_controller.tenant(), m_name); }

// What is typed is a part of a name, or a value. Of thousands those that fit are shown, as many as one looks through.
void TenantDialog::fill()
{
    const TenantSetting *setting = this->setting();
    const QString typed = m_typed->text().trimmed();
    const bool isSame = setting && setting->choices == m_known;
    if (!isSame)
        m_known = setting ? setting->choices : std::vector<entity::Choice>();
    const QSignalBlocker quiet(m_list);
    m_list->clear();
    m_hidden = 0;
    if (typed.isEmpty())
        (new QListWidgetItem(tr("None"), m_list))->setData(Qt::UserRole, QString());
    for (const entity::Choice &choice : m_known) {
        const QString value = QString::fromUtf8(choice.value);
        const bool isWanted = typed.isEmpty() || choice.label.contains(typed, Qt::CaseInsensitive)
                           || value.startsWith(typed, Qt::CaseInsensitive);
        if (!isWanted)
            continue;
        const bool isChosen = setting->value == value;
        if (m_list->count() > MostShown && !isChosen) {
            ++m_hidden;
            continue;
        }
        const QString name = choice.label.isEmpty() ? value : choice.label;
        auto *item = new QListWidgetItem(name.left(MostLetters).simplified(), m_list);
        item->setData(Qt::UserRole, value);
        item->setToolTip(plainToolTip(value));
        if (isChosen)
            m_list->setCurrentItem(item);
    }
    if (!m_list->currentItem())
        m_list->setCurrentRow(0);
    note();
    follow();
}

void TenantDialog::note()
{
    const TenantSetting *setting = this->setting();
    QStringList notes;
    if (setting && !setting->problem.isEmpty())
        notes << tr("The names could not be read: %1. A value can be typed.").arg(setting->problem);
    if (m_hidden > 0)
        notes << tr("%n more are not shown: type a part of the name.", nullptr, int(m_hidden));
    if (setting && setting->isMore)
        notes << tr("There are more than %1: type the value of one that is not found.")
                     .arg(countText(qint64(setting->choices.size())));
    m_note->setText(notes.join(u'\n'));
    m_note->setVisible(!notes.isEmpty());
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

// Save for the tenant that is chosen still, discard, or stay with it.
void TenantDialog::askUnsaved(const QStringList &lines)
{
    const TenantSetting *setting = this->setting();
    auto *question =
        new TenantQuestion(setting ? setting->title : m_name, setting ? setting->shown() : QString(), lines, this);
    question->setAttribute(Qt::WA_DeleteOnClose);
    connect(question, &TenantQuestion::answered, this, [this](TenantChoice::Unsaved how) {
        m_controller.tenant().settle(how);
        if (how == TenantChoice::Unsaved::Stay)
            follow();
    });
    question->open();
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
