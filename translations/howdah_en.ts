<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en">
<context>
    <name>Connection</name>
    <message numerus="yes">
        <source>%n statements: %1</source>
        <translation>
            <numerusform>%n statement: %1</numerusform>
            <numerusform>%n statements: %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The last %n entries are missing</source>
        <translation>
            <numerusform>The last entry is missing</numerusform>
            <numerusform>The last %n entries are missing</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The last %n entries are missing: %1 refers to entry %2</source>
        <translation>
            <numerusform>The last entry is missing: %1 refers to entry %2</numerusform>
            <numerusform>The last %n entries are missing: %1 refers to entry %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Edit</name>
    <message numerus="yes">
        <source>%n edited</source>
        <translation>
            <numerusform>%n edited</numerusform>
            <numerusform>%n edited</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n deleted</source>
        <translation>
            <numerusform>%n deleted</numerusform>
            <numerusform>%n deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) were changed by others since.</source>
        <translation>
            <numerusform>%n row was changed by others since.</numerusform>
            <numerusform>%n rows were changed by others since.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) no longer exist.</source>
        <translation>
            <numerusform>%n row no longer exists.</numerusform>
            <numerusform>%n rows no longer exist.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>HowdahCtl</name>
    <message numerus="yes">
        <source>%1: %n entries</source>
        <translation>
            <numerusform>%1: %n entry</numerusform>
            <numerusform>%1: %n entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entries</source>
        <translation>
            <numerusform>%n entry</numerusform>
            <numerusform>%n entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entries were cut off by a crash</source>
        <translation>
            <numerusform>%n entry was cut off by a crash</numerusform>
            <numerusform>%n entries were cut off by a crash</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n statements and commands behind it were not run</source>
        <translation>
            <numerusform>%n statement or command behind it was not run</numerusform>
            <numerusform>%n statements and commands behind it were not run</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Operations</name>
    <message numerus="yes">
        <source>%1 (for %n minute(s))</source>
        <translation>
            <numerusform>%1 (for %n minute)</numerusform>
            <numerusform>%1 (for %n minutes)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Query</name>
    <message numerus="yes">
        <source>%n row(s) without a place across are left out</source>
        <translation>
            <numerusform>%n row without a place across are left out</numerusform>
            <numerusform>%n rows without a place across are left out</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) are not drawn, as one stands at their place</source>
        <translation>
            <numerusform>%n value are not drawn, as one stands at their place</numerusform>
            <numerusform>%n values are not drawn, as one stands at their place</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n value(s) are not numbers</source>
        <translation>
            <numerusform>%n value are not numbers</numerusform>
            <numerusform>%n values are not numbers</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message numerus="yes">
        <source>%n calls</source>
        <translation>
            <numerusform>%n call</numerusform>
            <numerusform>%n calls</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 (%2, %n waiting)</source>
        <translation>
            <numerusform>%1 (%2, %n waiting)</numerusform>
            <numerusform>%1 (%2, %n waiting)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::ActionDialog</name>
    <message numerus="yes">
        <source>%1: exactly %n row(s)</source>
        <translation>
            <numerusform>%1: exactly %n row</numerusform>
            <numerusform>%1: exactly %n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::AuditPage</name>
    <message numerus="yes">
        <source>The log is intact: %n entries, each chained to the previous one.</source>
        <translation>
            <numerusform>The log is intact: %n entry, each chained to the previous one.</numerusform>
            <numerusform>The log is intact: %n entries, each chained to the previous one.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>The log was tampered with or damaged: %n problem(s).</source>
        <translation>
            <numerusform>The log was tampered with or damaged: %n problem.</numerusform>
            <numerusform>The log was tampered with or damaged: %n problems.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entries were cut off by a crash.</source>
        <translation>
            <numerusform>%n entry was cut off by a crash.</numerusform>
            <numerusform>%n entries were cut off by a crash.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entries written to %1</source>
        <translation>
            <numerusform>%n entry written to %1</numerusform>
            <numerusform>%n entries written to %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more; open the transaction to see each</source>
        <translation>
            <numerusform>%n more; open the transaction to see each</numerusform>
            <numerusform>%n more; open the transaction to see each</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::CallTip</name>
    <message numerus="yes">
        <source>%n more</source>
        <translation>
            <numerusform>%n more</numerusform>
            <numerusform>%n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::CascadeBar</name>
    <message numerus="yes">
        <source>and %n more relation(s)</source>
        <translation>
            <numerusform>and %n more relation</numerusform>
            <numerusform>and %n more relations</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::ChangesPanel</name>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::CompareView</name>
    <message numerus="yes">
        <source>%n equal lines</source>
        <translation>
            <numerusform>%n equal line</numerusform>
            <numerusform>%n equal lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n changes</source>
        <translation>
            <numerusform>%n change</numerusform>
            <numerusform>%n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lines added</source>
        <translation>
            <numerusform>%n line added</numerusform>
            <numerusform>%n lines added</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lines removed</source>
        <translation>
            <numerusform>%n line removed</numerusform>
            <numerusform>%n lines removed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::ComparedView</name>
    <message numerus="yes">
        <source>No differences in %n row(s)</source>
        <translation>
            <numerusform>No differences in %n row</numerusform>
            <numerusform>No differences in %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) have NULL in the key</source>
        <translation>
            <numerusform>%n row have NULL in the key</numerusform>
            <numerusform>%n rows have NULL in the key</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) copied</source>
        <translation>
            <numerusform>%n row copied</numerusform>
            <numerusform>%n rows copied</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::ConnectionBar</name>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Trying again in %n second(s). %1</source>
        <translation>
            <numerusform>Trying again in %n second. %1</numerusform>
            <numerusform>Trying again in %n seconds. %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::CopyView</name>
    <message numerus="yes">
        <source>%n line(s) of data</source>
        <translation>
            <numerusform>%n line of data</numerusform>
            <numerusform>%n lines of data</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::DashboardExports</name>
    <message numerus="yes">
        <source>%n file(s) written to %1</source>
        <translation>
            <numerusform>%n file written to %1</numerusform>
            <numerusform>%n files written to %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::DatasetsFlow</name>
    <message numerus="yes">
        <source>Remove %n case(s)?</source>
        <translation>
            <numerusform>Remove %n case?</numerusform>
            <numerusform>Remove %n cases?</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::EditBar</name>
    <message numerus="yes">
        <source>%n edited</source>
        <translation>
            <numerusform>%n edited</numerusform>
            <numerusform>%n edited</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n new</source>
        <translation>
            <numerusform>%n new</numerusform>
            <numerusform>%n new</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n deleted</source>
        <translation>
            <numerusform>%n deleted</numerusform>
            <numerusform>%n deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n with a problem</source>
        <translation>
            <numerusform>%n with a problem</numerusform>
            <numerusform>%n with a problem</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::EditSession</name>
    <message numerus="yes">
        <source>Edit %n cell(s)</source>
        <translation>
            <numerusform>Edit %n cell</numerusform>
            <numerusform>Edit %n cells</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Insert %n row(s)</source>
        <translation>
            <numerusform>Insert %n row</numerusform>
            <numerusform>Insert %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Duplicate %n row(s)</source>
        <translation>
            <numerusform>Duplicate %n row</numerusform>
            <numerusform>Duplicate %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n row(s)</source>
        <translation>
            <numerusform>Delete %n row</numerusform>
            <numerusform>Delete %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Revert %n row(s)</source>
        <translation>
            <numerusform>Revert %n row</numerusform>
            <numerusform>Revert %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Revert %n cell(s)</source>
        <translation>
            <numerusform>Revert %n cell</numerusform>
            <numerusform>Revert %n cells</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard %n change(s)</source>
        <translation>
            <numerusform>Discard %n change</numerusform>
            <numerusform>Discard %n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Restore %n change(s)</source>
        <translation>
            <numerusform>Restore %n change</numerusform>
            <numerusform>Restore %n changes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Discard %n earlier change(s)</source>
        <translation>
            <numerusform>Discard %n earlier change</numerusform>
            <numerusform>Discard %n earlier changes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::EditorFindBar</name>
    <message numerus="yes">
        <source>%n results</source>
        <translation>
            <numerusform>%n results</numerusform>
            <numerusform>%n results</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n replaced</source>
        <translation>
            <numerusform>%n replaced</numerusform>
            <numerusform>%n replaced</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::EntityView</name>
    <message numerus="yes">
        <source>%n message(s)</source>
        <translation>
            <numerusform>%n message</numerusform>
            <numerusform>%n messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n failure(s)</source>
        <translation>
            <numerusform>%n failure</numerusform>
            <numerusform>%n failures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n retry(s)</source>
        <translation>
            <numerusform>%n retry</numerusform>
            <numerusform>%n retries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::ExportDialog</name>
    <message numerus="yes">
        <source>The %n active versions</source>
        <translation>
            <numerusform>The active version</numerusform>
            <numerusform>The %n active versions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>All %n versions</source>
        <translation>
            <numerusform>The version</numerusform>
            <numerusform>All %n versions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n texts cannot be decrypted with the available keys, and are skipped</source>
        <translation>
            <numerusform>%n texts cannot be decrypted with the available keys, and are skipped</numerusform>
            <numerusform>%n texts cannot be decrypted with the available keys, and are skipped</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::ExportFlow</name>
    <message numerus="yes">
        <source>Replace %n files?</source>
        <translation>
            <numerusform>Replace %n file?</numerusform>
            <numerusform>Replace %n files?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n files were written to %1</source>
        <translation>
            <numerusform>%n file was written to %1</numerusform>
            <numerusform>%n files were written to %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::GridEdit</name>
    <message numerus="yes">
        <source>%n cell(s) copied, %1</source>
        <translation>
            <numerusform>%n cell copied, %1</numerusform>
            <numerusform>%n cells copied, %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Paste %n cell(s)</source>
        <translation>
            <numerusform>Paste %n cell</numerusform>
            <numerusform>Paste %n cells</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cell(s) pasted</source>
        <translation>
            <numerusform>%n cell pasted</numerusform>
            <numerusform>%n cells pasted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Paste %n row(s)</source>
        <translation>
            <numerusform>Paste %n row</numerusform>
            <numerusform>Paste %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) pasted as new rows</source>
        <translation>
            <numerusform>%n row pasted as new rows</numerusform>
            <numerusform>%n rows pasted as new rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Loading the long values of %n row(s)</source>
        <translation>
            <numerusform>Loading the long values of %n row</numerusform>
            <numerusform>Loading the long values of %n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cell(s)</source>
        <translation>
            <numerusform>%n cell</numerusform>
            <numerusform>%n cells</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n cell(s) filled</source>
        <translation>
            <numerusform>%n cell filled</numerusform>
            <numerusform>%n cells filled</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) duplicated</source>
        <translation>
            <numerusform>%n row duplicated</numerusform>
            <numerusform>%n rows duplicated</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) will be deleted when you save</source>
        <translation>
            <numerusform>%n row will be deleted when you save</numerusform>
            <numerusform>%n rows will be deleted when you save</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) reverted</source>
        <translation>
            <numerusform>%n row reverted</numerusform>
            <numerusform>%n rows reverted</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::JsonTreeModel</name>
    <message numerus="yes">
        <source>{ %Ln members }</source>
        <translation>
            <numerusform>{ %Ln member }</numerusform>
            <numerusform>{ %Ln members }</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>[ %Ln elements ]</source>
        <translation>
            <numerusform>[ %Ln element ]</numerusform>
            <numerusform>[ %Ln elements ]</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::KeysDialog</name>
    <message numerus="yes">
        <source>%n texts are encrypted with another key, or not at all</source>
        <translation>
            <numerusform>%n text is encrypted with another key, or not at all</numerusform>
            <numerusform>%n texts are encrypted with another key, or not at all</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n keys were restored</source>
        <translation>
            <numerusform>%n key was restored</numerusform>
            <numerusform>%n keys were restored</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::KeysFlow</name>
    <message numerus="yes">
        <source>%n texts were re-encrypted</source>
        <translation>
            <numerusform>%n texts were re-encrypted</numerusform>
            <numerusform>%n texts were re-encrypted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n texts cannot be decrypted, and were left as they are</source>
        <translation>
            <numerusform>%n texts cannot be decrypted, and were left as they are</numerusform>
            <numerusform>%n texts cannot be decrypted, and were left as they are</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::MessagesView</name>
    <message numerus="yes">
        <source>%n failed</source>
        <translation>
            <numerusform>%n failed</numerusform>
            <numerusform>%n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n not run</source>
        <translation>
            <numerusform>%n not run</numerusform>
            <numerusform>%n not run</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::MetadataView</name>
    <message numerus="yes">
        <source>%n entries</source>
        <translation>
            <numerusform>%n entry</numerusform>
            <numerusform>%n entries</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n elements</source>
        <translation>
            <numerusform>%n element</numerusform>
            <numerusform>%n elements</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::MigratePage</name>
    <message numerus="yes">
        <source>%n migration(s) of %1 are pending in %2</source>
        <translation>
            <numerusform>%n migration of %1 is pending in %2</numerusform>
            <numerusform>%n migrations of %1 are pending in %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::NameGuide</name>
    <message numerus="yes">
        <source>%n more columns</source>
        <translation>
            <numerusform>%n more columns</numerusform>
            <numerusform>%n more columns</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::OutcomeModel</name>
    <message numerus="yes">
        <source>%n notice(s)</source>
        <translation>
            <numerusform>%n notice</numerusform>
            <numerusform>%n notices</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::ProfileImportDialog</name>
    <message numerus="yes">
        <source>%n profile(s) were created</source>
        <translation>
            <numerusform>%n profile was created</numerusform>
            <numerusform>%n profiles were created</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Import %1 as well (%n profile(s))</source>
        <translation>
            <numerusform>Import %1 as well (%n profile)</numerusform>
            <numerusform>Import %1 as well (%n profiles)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::PromptDrafts</name>
    <message numerus="yes">
        <source>Unsaved text was restored: %n versions are marked as edited.</source>
        <translation>
            <numerusform>Unsaved text was restored: %n versions are marked as edited.</numerusform>
            <numerusform>Unsaved text was restored: %n versions are marked as edited.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::PromptListModel</name>
    <message numerus="yes">
        <source>%n versions</source>
        <translation>
            <numerusform>%n version</numerusform>
            <numerusform>%n versions</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::PromptPage</name>
    <message numerus="yes">
        <source>%n prompts</source>
        <translation>
            <numerusform>%n prompt</numerusform>
            <numerusform>%n prompts</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n versions</source>
        <translation>
            <numerusform>%n version</numerusform>
            <numerusform>%n versions</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n texts cannot be decrypted: their keys are missing.</source>
        <translation>
            <numerusform>%n text cannot be decrypted: its key is missing.</numerusform>
            <numerusform>%n texts cannot be decrypted: their keys are missing.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n texts need a different key than the available one.</source>
        <translation>
            <numerusform>%n texts need a different key than the available one.</numerusform>
            <numerusform>%n texts need a different key than the available one.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n texts are damaged.</source>
        <translation>
            <numerusform>%n text is damaged.</numerusform>
            <numerusform>%n texts are damaged.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::QueryTab</name>
    <message numerus="yes">
        <source>Both changes are in the text. %n places were changed by both: look for &lt;&lt;&lt;&lt;&lt;&lt;&lt;.</source>
        <translation>
            <numerusform>Both changes are in the text. %n places were changed by both: look for &lt;&lt;&lt;&lt;&lt;&lt;&lt;.</numerusform>
            <numerusform>Both changes are in the text. %n places were changed by both: look for &lt;&lt;&lt;&lt;&lt;&lt;&lt;.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::ReferencePicker</name>
    <message numerus="yes">
        <source>%Ln rows</source>
        <translation>
            <numerusform>%Ln row</numerusform>
            <numerusform>%Ln rows</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::ResultEditing</name>
    <message numerus="yes">
        <source>%n edited row(s) of %1</source>
        <translation>
            <numerusform>%n edited row of %1</numerusform>
            <numerusform>%n edited rows of %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::ResultEdits</name>
    <message numerus="yes">
        <source>%n row(s) are too many for one step</source>
        <translation>
            <numerusform>%n row are too many for one step</numerusform>
            <numerusform>%n rows are too many for one step</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::RowsExportDialog</name>
    <message numerus="yes">
        <source>; %n cell(s) were prefixed with &apos;</source>
        <translation>
            <numerusform>; %n cell were prefixed with &apos;</numerusform>
            <numerusform>; %n cells were prefixed with &apos;</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>; a spreadsheet would evaluate %n cell(s)</source>
        <translation>
            <numerusform>; a spreadsheet would evaluate %n cell</numerusform>
            <numerusform>; a spreadsheet would evaluate %n cells</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::RowsPane</name>
    <message numerus="yes">
        <source>%n edited row(s) of %1 are kept, and can be restored when it is opened again</source>
        <translation>
            <numerusform>%n edited row of %1 are kept, and can be restored when it is opened again</numerusform>
            <numerusform>%n edited rows of %1 are kept, and can be restored when it is opened again</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::RunHistoryPanel</name>
    <message numerus="yes">
        <source>Delete %n entries?</source>
        <translation>
            <numerusform>Delete %n entries?</numerusform>
            <numerusform>Delete %n entries?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entries deleted</source>
        <translation>
            <numerusform>%n entries deleted</numerusform>
            <numerusform>%n entries deleted</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n entries written to %1</source>
        <translation>
            <numerusform>%n entry written to %1</numerusform>
            <numerusform>%n entries written to %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::SaveRun</name>
    <message numerus="yes">
        <source>Saving %n change(s) to %1</source>
        <translation>
            <numerusform>Saving %n change to %1</numerusform>
            <numerusform>Saving %n changes to %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::ServerPanel</name>
    <message numerus="yes">
        <source>PostgreSQL %1, %n connection(s)</source>
        <translation>
            <numerusform>PostgreSQL %1, %n connection</numerusform>
            <numerusform>PostgreSQL %1, %n connections</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::TableTabs</name>
    <message numerus="yes">
        <source>%n tab(s) with unsaved changes stay open</source>
        <translation>
            <numerusform>%n tab with unsaved changes stays open</numerusform>
            <numerusform>%n tabs with unsaved changes stay open</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1: %n edited row(s)</source>
        <translation>
            <numerusform>%1: %n edited row</numerusform>
            <numerusform>%1: %n edited rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n edited row(s), not saved</source>
        <translation>
            <numerusform>%n edited row, not saved</numerusform>
            <numerusform>%n edited rows, not saved</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n edited row(s) of %1 are not saved. They are kept on this computer, and can be restored later.</source>
        <translation>
            <numerusform>%n edited row of %1 are not saved. They are kept on this computer, and can be restored later.</numerusform>
            <numerusform>%n edited rows of %1 are not saved. They are kept on this computer, and can be restored later.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::TaskButton</name>
    <message numerus="yes">
        <source>%n running</source>
        <translation>
            <numerusform>%n running</numerusform>
            <numerusform>%n running</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::TenantDialog</name>
    <message numerus="yes">
        <source>%n more are not shown: type a part of the name.</source>
        <translation>
            <numerusform>%n more is not shown: type a part of the name.</numerusform>
            <numerusform>%n more are not shown: type a part of the name.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::TenantQuestion</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::UnlockDialog</name>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>howdah::ui::UsesPopup</name>
    <message numerus="yes">
        <source>%1 is used by %n objects</source>
        <translation>
            <numerusform>%1 is used by %n objects</numerusform>
            <numerusform>%1 is used by %n objects</numerusform>
        </translation>
    </message>
</context>
</TS>
