// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/tenantquestion.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

static QString textOf(const QString &tenant)
{
    return tenant.isEmpty()
             ? TenantQuestion::tr("They were made while none was chosen, and are not carried over.")
             : TenantQuestion::tr("They were made for %1, and are not carried over.").arg(tenant.left(80));
}

TenantQuestion::TenantQuestion(const QString &title, const QString &tenant, const QStringList &lines, QWidget *parent)
    : DialogFrame(
          named(
              tr("Unsaved changes before another %1", "a tenant, such as organization").arg(title.toLower()),
              textOf(tenant)),
          parent)
{
    setObjectName(u"tenantQuestion"_s);
    setWindowModality(Qt::WindowModal);
    constexpr qsizetype Most = 12;
    QStringList shown = lines.first(std::min(Most, lines.size()));
    if (lines.size() > Most)
        shown << tr("and %n more", nullptr, int(lines.size() - Most));
    QLabel *list = plainLabel(shown.join(u'\n'));
    list->setObjectName(u"unsavedLines"_s);
    list->setWordWrap(true);
    content()->addWidget(list);
    QPushButton *stay = addSafe(tenant.isEmpty() ? tr("Stay") : tr("Stay with %1").arg(tenant.left(40)));
    QPushButton *discard = addOther(tr("Discard and change"), ButtonRole::Danger);
    discard->setObjectName(u"discard"_s);
    QPushButton *save = addAccept(tr("Save and change"));
    const auto answer = [this](TenantChoice::Unsaved how) {
        disconnect(this, &QDialog::rejected, nullptr, nullptr);
        Q_EMIT answered(how);
        accept();
    };
    connect(this, &QDialog::rejected, this, [this] { Q_EMIT answered(TenantChoice::Unsaved::Stay); });
    connect(discard, &QPushButton::clicked, this, [answer] { answer(TenantChoice::Unsaved::Discard); });
    connect(save, &QPushButton::clicked, this, [answer] { answer(TenantChoice::Unsaved::Save); });
    startWith(stay);
    resizeToWidth(520);
}

} // namespace howdah::ui
