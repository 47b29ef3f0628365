// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connect/dialog/secretdialog.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using connection::SecretKind;

SecretDialog::SecretDialog(
    SecretKind kind, const QString &place, const QString &reason, Keeping keeping, QWidget *parent)
    : DialogFrame(
          {.title = kind == SecretKind::Password ? tr("Password") : tr("Passphrase"),
           .heading = kind == SecretKind::Password ? tr("Password for %1").arg(place)
                                                   : tr("Passphrase of the client key for %1").arg(place),
           .text = reason},
          parent)
    , m_secret(new QLineEdit)
    , m_keep(new QCheckBox(tr("&Keep in keychain")))
{
    setObjectName(u"secretDialog"_s);
    setWindowModality(Qt::WindowModal);
    setMinimumWidth(440);
    m_secret->setObjectName(u"secret"_s);
    m_secret->setEchoMode(QLineEdit::Password);
    m_secret->setAccessibleName(windowTitle());
    auto *form = new QFormLayout;
    form->setSpacing(space::inside);
    form->addRow(kind == SecretKind::Password ? tr("&Password") : tr("&Passphrase"), m_secret);
    m_keep->setObjectName(u"keepSecret"_s);
    m_keep->setToolTip(tr("Saved once the server has accepted it; the next connection does not ask."));
    m_keep->setChecked(keeping == Keeping::Chosen);
    m_keep->setVisible(keeping != Keeping::Never);
    form->addRow(QString(), m_keep);
    content()->addLayout(form);
    addSafe(tr("Cancel"));
    QPushButton *go = addAccept(tr("Connect"));
    go->setDefault(true);
    go->setEnabled(false);
    connect(m_secret, &QLineEdit::textChanged, go, [go](const QString &text) { go->setEnabled(!text.isEmpty()); });
    connect(go, &QPushButton::clicked, this, &QDialog::accept);
    m_secret->setFocus();
}

QString SecretDialog::secret() const { return m_secret->text(); }

// Not where it is not offered, whatever it was set to.
bool SecretDialog::keeps() const { return m_keep->isChecked() && !m_keep->isHidden(); }

} // namespace howdah::ui
