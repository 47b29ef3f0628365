// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "prompt/dialogs/keysdialog.h"

#include "base/figures.h"
#include "common/icons.h"
#include "common/prompter.h"

#include <QFileDialog>
#include <QHeaderView>
#include <QInputDialog>
#include <QLineEdit>
#include <QMenu>
#include <QProgressBar>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

QString stateSentence(const KeyBox &keys)
{
    switch (keys.state()) {
    case KeyBox::State::Unknown:
        return KeysDialog::tr("The keys have not been read yet.");
    case KeyBox::State::Loading:
        return KeysDialog::tr("Reading the keys from %1.").arg(keys.placeWords());
    case KeyBox::State::Ready:
        return KeysDialog::tr("The keys are kept in %1.").arg(keys.placeWords());
    case KeyBox::State::Empty:
        return KeysDialog::tr("There is no key yet in %1.").arg(keys.placeWords());
    case KeyBox::State::NoKeychain:
        return KeysDialog::tr("No keychain is available on this system. Choose where to store the keys: nothing is "
                              "stored elsewhere automatically.");
    case KeyBox::State::Locked:
    case KeyBox::State::Failed:
        return describe(keys.error());
    }
    return {};
}

} // namespace

KeysDialog::KeysDialog(KeyBox *keys, Prompter *prompter, const QString &refusal, QWidget *parent)
    : DialogFrame(named(tr("Prompt keys")), parent)
    , m_keys(keys)
    , m_prompter(prompter)
    , m_refusal(refusal)
    , m_place(plainLabel())
    , m_reported(new Banner(Tone::Applied))
    , m_list(new QTreeWidget)
    , m_progress(new QProgressBar)
{
    setObjectName(u"keysDialog"_s);
    resizeWithin({780, 520});
    m_place->setObjectName(u"keyPlace"_s);
    m_place->setWordWrap(true);
    auto *place = new QHBoxLayout;
    place->addWidget(m_place, 1);
    QPushButton *other = button(tr("Store them elsewhere"));
    other->setObjectName(u"elsewhere"_s);
    auto *menu = new QMenu(other);
    menu->addAction(tr("In the keychain of this desktop"), this, &KeysDialog::useKeychain);
    menu->addAction(tr("In a file that only I can read…"), this, &KeysDialog::useFile);
    menu->addAction(tr("Type a key for this session…"), this, &KeysDialog::typeKey);
    other->setMenu(menu);
    place->addWidget(other);
    content()->addLayout(place);
    m_reported->setObjectName(u"keysTold"_s);
    m_reported->hide();
    content()->addWidget(m_reported);
    m_list->setObjectName(u"keys"_s);
    m_list->setAccessibleName(tr("Keys"));
    m_list->setRootIsDecorated(false);
    m_list->setHeaderLabels({tr("Key"), tr("State"), tr("Prompts"), tr("Created"), tr("Fingerprint")});
    m_list->header()->resizeSection(0, 150);
    m_list->header()->resizeSection(1, 190);
    m_list->header()->resizeSection(2, 80);
    m_list->header()->resizeSection(3, 110);
    content()->addWidget(m_list, 1);
    m_progress->hide();
    m_progress->setAccessibleName(tr("Re-encrypting"));
    content()->addWidget(m_progress);
    m_create = button(tr("New key"));
    m_create->setObjectName(u"createKey"_s);
    m_create->setToolTip(tr("A random key used to encrypt everything from now on; older keys are kept"));
    m_reencrypt = button(tr("Re-encrypt everything"));
    m_reencrypt->setObjectName(u"reencrypt"_s);
    m_backUp = button(tr("Back up…"));
    m_backUp->setObjectName(u"backUp"_s);
    m_restore = button(tr("Restore…"));
    m_restore->setObjectName(u"restore"_s);
    m_cancel = button(tr("Stop"));
    m_cancel->setObjectName(u"stop"_s);
    m_cancel->hide();
    auto *tools = new QHBoxLayout;
    tools->setSpacing(space::inside);
    for (QPushButton *one : {m_create, m_reencrypt, m_cancel, m_backUp, m_restore}) {
        one->setAutoDefault(false);
        tools->addWidget(one);
    }
    tools->addStretch(1);
    content()->addLayout(tools);
    startWith(addSafe(tr("Close")));
    connect(m_create, &QPushButton::clicked, this, &KeysDialog::createKey);
    connect(m_reencrypt, &QPushButton::clicked, this, &KeysDialog::reencryptWanted);
    connect(m_cancel, &QPushButton::clicked, this, &KeysDialog::cancelWanted);
    connect(m_backUp, &QPushButton::clicked, this, &KeysDialog::backUp);
    connect(m_restore, &QPushButton::clicked, this, &KeysDialog::restore);
    connect(m_keys, &KeyBox::changed, this, [this] {
        update();
        if (m_keys->state() != KeyBox::State::Loading)
            Q_EMIT useWanted();
    });
    update();
}

QString KeysDialog::reported() const { return m_reported->isHidden() ? QString() : m_reported->text(); }

void KeysDialog::notify(const QString &words, bool failed)
{
    m_reported->setTone(failed ? Tone::Failed : Tone::Applied);
    m_reported->setText(words);
    m_reported->setVisible(!words.isEmpty());
}

void KeysDialog::notify(const Error &error) { notify(describe(error), true); }

void KeysDialog::update()
{
    m_place->setText(stateSentence(*m_keys));
    const bool able = m_keys->state() == KeyBox::State::Ready || m_keys->state() == KeyBox::State::Empty;
    m_create->setEnabled(able && !m_running);
    m_backUp->setEnabled(m_keys->state() == KeyBox::State::Ready && !m_running);
    m_restore->setEnabled(able && !m_running);
    qint64 others = 0;
    for (const prompt::KeyUse &use : m_use)
        others += use.current ? 0 : use.rows;
    m_reencrypt->setEnabled(m_keys->ring()->current() && others > 0 && m_refusal.isEmpty() && !m_running);
    m_reencrypt->setToolTip(
        !m_refusal.isEmpty() ? m_refusal
        : others > 0         ? tr("%n texts are encrypted with another key, or not at all", nullptr, int(others))
                             : tr("Everything is encrypted with the current key"));
    m_cancel->setVisible(m_running);
}

void KeysDialog::showUse(const Result<std::vector<prompt::KeyUse>> &use)
{
    m_list->clear();
    m_use = use ? *use : std::vector<prompt::KeyUse>();
    for (const prompt::KeyUse &key : m_use) {
        const QString state = key.id.isEmpty() ? tr("not encrypted")
                            : key.current      ? tr("current")
                            : key.held         ? tr("available")
                                               : tr("not available");
        auto *line = new QTreeWidgetItem(
            m_list, {key.id.isEmpty() ? tr("none") : key.id, state, countText(key.rows),
                     QLocale().toString(key.created.toLocalTime().date(), QLocale::ShortFormat), key.fingerprint});
        line->setFont(4, fixedFont());
        line->setTextAlignment(2, Qt::AlignRight | Qt::AlignVCenter);
        line->setIcon(
            1, key.id.isEmpty() ? icon(u"dialog-warning", Tone::Edited)
               : key.current    ? icon(Tone::Applied)
               : key.held       ? icon(u"object-unlocked", Tone::Applied)
                                : icon(u"object-locked", Tone::Baseline));
    }
    if (!use)
        notify(use.error());
    update();
}

void KeysDialog::createKey()
{
    m_keys->create([this](const Result<QString> &made) {
        if (made)
            notify(tr("The key %1 was created, and is used from now on. Back it up: a text whose key is lost can never "
                      "be decrypted again.")
                       .arg(*made));
        else
            notify(made.error());
        Q_EMIT useWanted();
    });
}

void KeysDialog::showProgress(qsizetype done, qsizetype all)
{
    m_running = true;
    m_progress->setMaximum(int(qMax(qsizetype(1), all)));
    m_progress->setValue(int(done));
    m_progress->show();
    update();
}

void KeysDialog::endProgress(const QString &words, bool failed)
{
    m_running = false;
    m_progress->hide();
    notify(words, failed);
    update();
    Q_EMIT useWanted();
}

// Hidden while it is typed, and wiped afterwards; never through the dialog for plain texts.
void KeysDialog::askPassphrase(
    const QString &title, const QString &text, const std::function<void(const QString &)> &given)
{
    auto *dialog = new QInputDialog(this);
    dialog->setObjectName(u"passphraseDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(text);
    dialog->setTextEchoMode(QLineEdit::Password);
    connect(dialog, &QInputDialog::textValueSelected, this, [given](QString typed) {
        given(typed);
        prompt::wipe(typed);
    });
    dialog->open();
}

void KeysDialog::backUp()
{
    auto *dialog = new QFileDialog(this, tr("Back up the keys"), {}, tr("Key backups (*.howdah-keys)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(u"howdah-keys"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        askPassphrase(
            tr("Back up the keys"), tr("A passphrase of 8 characters or more. Without it the backup is useless."),
            [this, file](const QString &passphrase) {
                m_keys->backUp(file, passphrase, [this, file](const Result<void> &saved) {
                    if (saved)
                        notify(tr("The keys were backed up to %1.").arg(file));
                    else
                        notify(saved.error());
                });
            });
    });
    dialog->open();
}

void KeysDialog::restore()
{
    auto *dialog = new QFileDialog(this, tr("Restore keys"), {}, tr("Key backups (*.howdah-keys);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        askPassphrase(tr("Restore keys"), tr("The passphrase of the backup"), [this, file](const QString &passphrase) {
            m_keys->restore(file, passphrase, [this](const Result<int> &added) {
                if (added)
                    notify(tr("%n keys were restored", nullptr, *added));
                else
                    notify(added.error());
                Q_EMIT useWanted();
            });
        });
    });
    dialog->open();
}

void KeysDialog::useKeychain() { m_keys->use(KeyBox::Place::Keychain); }

void KeysDialog::useFile()
{
    auto *dialog = new QFileDialog(this, tr("Store the keys in a file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // a file of keys that is there is used, not replaced
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        m_keys->use(KeyBox::Place::File, file);
    });
    dialog->open();
}

void KeysDialog::typeKey()
{
    const TextQuestion question{
        tr("Which key is it?"),
        tr("The key that prompts with a missing key name."),
        {},
        u"2026-03"_s,
        tr("Next"),
        [](const QString &text) { return text.isEmpty() ? tr("The name is missing") : QString(); }};
    m_prompter->askText(this, question, [this](const std::optional<QString> &id) {
        if (!id)
            return;
        askPassphrase(
            tr("Type the key"), tr("64 hexadecimal digits, or 32 bytes in base64. It is forgotten when Howdah quits."),
            [this, id = *id](const QString &typed) {
                Result<prompt::Key> key = operations::typedPromptKey(typed);
                if (!key) {
                    notify(key.error());
                    return;
                }
                m_keys->use(KeyBox::Place::Session);
                m_keys->add(id, std::move(*key), [this](const Result<void> &added) {
                    if (!added)
                        notify(added.error());
                });
            });
    });
}

} // namespace howdah::ui
